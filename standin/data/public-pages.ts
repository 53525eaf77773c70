/** A page of help or law under `/public/`. All text is invented. */
export interface PublicPage {
  /** Last part of the path. */
  readonly path: string;
  readonly title: string;
  readonly sections: readonly { readonly heading: string; readonly text: string }[];
}

export const publicPages: readonly PublicPage[] = [
  {
    path: 'about',
    title: 'About Medscape',
    sections: [
      {
        heading: 'What this is',
        text: 'A local stand-in that has the structure of a medical news site and none of its content. It exists so that journeys through such a site can be tried at any time.',
      },
      {
        heading: 'Who writes it',
        text: 'Nobody. Every article, name and number on these pages is invented and drawn from data files.',
      },
    ],
  },
  {
    path: 'privacy',
    title: 'Privacy Policy',
    sections: [
      {
        heading: 'What is kept',
        text: 'The stand-in keeps sessions in memory while it runs and forgets them when it stops. It writes an access log.',
      },
      { heading: 'What is shared', text: 'Nothing leaves this machine.' },
      {
        heading: 'Your choices',
        text: 'Your answer to the cookie question is kept in a cookie. “Your Privacy Choices” at the foot of each page asks again.',
      },
    ],
  },
  {
    path: 'cookies',
    title: 'Cookie Policy',
    sections: [
      { heading: 'Session cookies', text: 'They keep members logged in across the hosts of the site.' },
      { heading: 'Consent cookie', text: 'It remembers that you have answered, for one year.' },
    ],
  },
  {
    path: 'termsofuse',
    title: 'Terms of Use',
    sections: [
      {
        heading: 'Purpose',
        text: 'These pages are for testing software. Nothing on them is medical advice, and none of it is true.',
      },
      { heading: 'Accounts', text: 'There is one account. Its password is public and opens nothing but these pages.' },
      { heading: 'Changes', text: 'The terms change when the software does.' },
    ],
  },
  {
    path: 'adpolicy',
    title: 'Advertising Policy',
    sections: [
      {
        heading: 'Places, not advertisements',
        text: 'Boxes show where advertisements would stand. Nobody can book them.',
      },
      { heading: 'Labels', text: 'Every such box is labeled as an advertisement.' },
    ],
  },
  {
    path: 'editorialpolicies',
    title: 'Editorial Policy',
    sections: [
      { heading: 'Independence', text: 'Nobody influences the content, because it is drawn from a list of sentences.' },
      { heading: 'Corrections', text: 'Errors are corrected in the data files.' },
    ],
  },
  {
    path: 'medscapeapp',
    title: 'Medscape App',
    sections: [
      { heading: 'On your phone', text: 'There is no app of the stand-in. Its pages fit a phone as they are.' },
    ],
  },
  {
    path: 'help',
    title: 'Help Center',
    sections: [
      { heading: 'Logging in', text: 'Use the account that the documentation of this project names.' },
      { heading: 'Reading an article', text: 'Articles are open to members. Where an article stops, log in to go on.' },
      {
        heading: 'Something is missing',
        text: 'Use the search at the top of every page, or start from the home page.',
      },
    ],
  },
  {
    path: 'help/cme',
    title: 'Help: CME & Education',
    sections: [
      { heading: 'Earning credit', text: 'Read the activity, pass its test with 70 %, and fill in the evaluation.' },
      {
        heading: 'Your tracker',
        text: 'What you have earned stands in the activity tracker until the stand-in stops.',
      },
    ],
  },
  {
    path: 'help/account',
    title: 'Help: Your Account',
    sections: [
      { heading: 'Your profile', text: 'Your name, profession and specialty stand on your profile page.' },
      { heading: 'Logging out', text: '“Log Out” at the top of each page ends your session on all hosts.' },
    ],
  },
];
