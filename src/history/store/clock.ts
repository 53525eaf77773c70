/** The clocks of machines that keep them by NTP never differ by more; what is further ahead was set by a clock that has gone back since. */
export const machinesDifferMs = 60_000;
