// A monograph shows one section at a time, named by the hash (`#3`), and of Dosing & Uses one tab.
(() => {
  'use strict';

  const links = [...document.querySelectorAll('.sections-nav a')];
  const sections = [...document.querySelectorAll('.drugdbsectioncontent > div')];

  function showSection() {
    const wanted = `content_${location.hash.slice(1)}`;
    const shown = sections.find(({ id }) => id === wanted) ?? sections[0];
    for (const section of sections) section.hidden = section !== shown;
    for (const link of links) {
      const current = `content_${link.hash.slice(1)}` === shown.id;
      if (current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      // On a phone the menu is one line that scrolls sideways.
      if (current) link.scrollIntoView({ block: 'nearest', inline: 'center' });
    }
  }

  window.addEventListener('hashchange', showSection);
  showSection();

  const tabs = [...document.querySelectorAll('#dose_tabs [role=tab]')];

  function showTab(shown) {
    for (const tab of tabs) {
      tab.setAttribute('aria-selected', String(tab === shown));
      tab.tabIndex = tab === shown ? 0 : -1;
      document.getElementById(tab.getAttribute('aria-controls')).hidden = tab !== shown;
    }
  }

  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', (event) => {
      event.preventDefault(); // the hash belongs to the sections
      showTab(tab);
    });
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step === undefined) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      showTab(next);
      next.focus();
    });
  }

  const more = document.getElementById('moredrugbrand');
  more?.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('drugbrandname_more').hidden = false;
    more.hidden = true;
  });
})();
