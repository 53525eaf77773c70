// The slideshow player: one slide in the page, drawn from the list in `data-slides`. The address keeps the number (`#3`).
(() => {
  'use strict';

  const player = document.querySelector('.crs-slide');
  const slides = JSON.parse(player.dataset.slides);
  const find = (selector) => player.querySelector(selector);
  const image = find('.crs-slide_image');
  const back = find('.crs_nav_arrow--back');
  const forward = find('.crs_nav_arrow--forward');
  const fromHash = () => Math.min(Math.max(Number(location.hash.slice(1)) || 1, 1), slides.length);
  let current = fromHash();

  function show() {
    const slide = slides[current - 1];
    image.src = slide.picture;
    image.alt = slide.title;
    find('.crs-slide_credit').textContent = slide.credit;
    find('.crs-slide__title').textContent = slide.title;
    find('.crs-pagination_current').textContent = String(current);
    find('.crs-slide__copy').replaceChildren(
      ...slide.copy.map((text) => Object.assign(document.createElement('p'), { textContent: text })),
    );
    back.setAttribute('aria-disabled', String(current === 1));
    forward.setAttribute('aria-disabled', String(current === slides.length));
  }

  function turn(arrow, step) {
    arrow.addEventListener('click', (event) => {
      event.preventDefault();
      if (arrow.getAttribute('aria-disabled') === 'true') return;
      current += step;
      history.replaceState(null, '', `#${current}`);
      show();
    });
  }

  turn(back, -1);
  turn(forward, 1);
  window.addEventListener('hashchange', () => {
    current = fromHash();
    show();
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft') back.click();
    if (key === 'ArrowRight') forward.click();
  });
  show();
})();
