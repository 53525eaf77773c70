(() => {
  'use strict';

  // A blank query, or an address, is not sent.
  const form = document.querySelector('.searchForm');
  const input = form.querySelector('.pillarSearchInput');
  form.addEventListener('submit', (event) => {
    if (input.value.trim() === '' || input.value.includes('@')) {
      event.preventDefault();
      input.focus();
      return;
    }
    form.querySelector('.loadicon').hidden = false;
  });
  // Also where a visitor comes back to a page that the browser has kept.
  addEventListener('pageshow', () => (form.querySelector('.loadicon').hidden = true));

  // "Refine Search" opens the row of filters, each filter its list; one list at a time.
  const refine = document.querySelector('.refineSearch');
  const refineForm = document.getElementById('refineForm');
  refine?.addEventListener('click', () => {
    refine.setAttribute('aria-expanded', String(refineForm.classList.toggle('active')));
  });
  const openers = [...document.querySelectorAll('.refineDefault, .refineNonDefault')];
  const close = (opener) => {
    opener.setAttribute('aria-expanded', 'false');
    opener.nextElementSibling.classList.remove('active');
  };
  for (const opener of openers) {
    opener.addEventListener('click', () => {
      const open = opener.getAttribute('aria-expanded') !== 'true';
      openers.forEach(close);
      opener.setAttribute('aria-expanded', String(open));
      opener.nextElementSibling.classList.toggle('active', open);
    });
  }
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.refineFilter')) openers.forEach(close);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') openers.forEach(close);
  });
  for (const radio of document.querySelectorAll('.refineOption input')) {
    radio.addEventListener('change', () => (location.href = radio.parentElement.querySelector('a').href));
  }
})();
