// Pages work without this. It adds the reader's own time zone, and opens what printing needs.
(() => {
  const zone = new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  for (const time of document.querySelectorAll('time[data-zone]')) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime()) || date.getTimezoneOffset() === 0) continue;
    const own = document.createElement('small');
    own.className = 'own-zone';
    own.textContent = zone.format(date);
    time.after(' ', own);
  }

  // A link into a closed part opens it; not every browser does so by itself.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let part = target && target.closest('details');
    if (!part) return;
    for (; part; part = part.parentElement.closest('details')) part.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();

  let closed = [];
  addEventListener('beforeprint', () => {
    // of a long list only what the reader has opened is printed whole
    closed = [...document.querySelectorAll('details:not([open], [data-print="as-it-stands"])')];
    for (const one of closed) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of closed) one.open = false;
  });
})();
