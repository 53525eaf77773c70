// The page works without this. It adds the search box, and what links into closed parts need.
(() => {
  // From a server a trace opens in Playwright's viewer; from a file it can only be saved.
  if (location.protocol.startsWith('http')) {
    for (const link of document.querySelectorAll('a[data-viewer]')) {
      link.href = `${link.dataset.viewer}?trace=${encodeURIComponent(link.href)}`;
    }
  }

  const rows = [...document.querySelectorAll('details.journey')];
  const box = document.querySelector('.search');
  const input = box.querySelector('input');
  const found = document.querySelector('.found');
  const texts = rows.map((row) => row.querySelector('summary').textContent.toLowerCase());
  // A row of a long run has no facts, and an owner all the same.
  const owners = rows.map((row) => {
    const { owner } = row.querySelector('summary').dataset;
    return `${owner} ${row.querySelector('.facts')?.textContent ?? ''}`.toLowerCase();
  });
  box.hidden = false;
  const search = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word) || owners[index].includes(word));
      if (!row.hidden) n += 1;
    });
    found.textContent = words.length === 0 ? '' : `${n} of ${rows.length} journeys match`;
    found.classList.toggle('unseen', words.length === 0);
  };
  input.addEventListener('input', search);

  // A link to a journey shows it whatever is filtered, open.
  const show = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const row = target && target.closest('details.journey');
    if (!row) return;
    input.value = '';
    search();
    document.querySelector('.filter input').checked = true;
    row.open = true;
    row.scrollIntoView();
  };
  addEventListener('hashchange', show);
  show();
})();
