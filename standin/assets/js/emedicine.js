(() => {
  'use strict';

  // Named as on the site: pages call them from `javascript:` links.
  let openedFrom = null;
  window.showModal = (id) => {
    const layer = document.getElementById(id);
    openedFrom = document.activeElement;
    layer.hidden = false;
    layer.querySelector('.layer-close').focus();
  };
  window.hideModal = (id) => {
    document.getElementById(id).hidden = true;
    openedFrom?.focus();
  };
  window.isEmed = true;

  const references = document.getElementById('references-layer');
  if (references) {
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !references.hidden) window.hideModal(references.id);
    });
    references.querySelector('.layer-backdrop').addEventListener('click', () => window.hideModal(references.id));
  }

  // The parts of a section: the one that the hash names, the first without a hash, all after "Show All".
  function showParts() {
    const parts = [...document.querySelectorAll("div[id^='content_a']")];
    const wanted = document.getElementById(`content_${location.hash.slice(1)}`);
    if (location.hash !== '' && location.hash !== '#showall' && !parts.includes(wanted)) return;
    const all = location.hash === '#showall';
    for (const part of parts) part.hidden = !all && part !== (wanted ?? parts[0]);
    for (const link of document.querySelectorAll('.sections-nav a[href^="#"]')) {
      link.classList.toggle('selected', link.getAttribute('href') === (location.hash || '#a1'));
    }
  }
  addEventListener('hashchange', showParts);
  showParts();

  // The headings of a specialty: each opens its list, "Expand All" opens every one.
  function expand(section, open) {
    section.classList.toggle('expanded', open);
    section.querySelector('.topic-head').setAttribute('aria-expanded', String(open));
  }
  function onPress(element, press) {
    element.addEventListener('click', press);
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      press();
    });
  }
  const sections = [...document.querySelectorAll('.topic-section')];
  for (const section of sections) {
    onPress(section.querySelector('.topic-head'), () => expand(section, !section.classList.contains('expanded')));
  }
  for (const button of document.querySelectorAll('.topic-expand')) {
    onPress(button, () => {
      const open = button.textContent.trim() === 'Expand All';
      for (const section of sections) expand(section, open);
      button.textContent = open ? 'Collapse All' : 'Expand All';
    });
  }

  // On a phone the menu is a strip: bring the current section into it.
  const current = document.querySelector('.sections-nav [aria-current="page"]');
  if (current && matchMedia('(max-width: 900px)').matches) {
    const strip = current.closest('ul');
    strip.scrollLeft = current.offsetLeft - strip.clientWidth / 3;
  }
})();
