// The page works without this. It tells how old the newest run is by now, and loudly where that is too old.
(() => {
  const age = (ms) => {
    const minutes = Math.max(0, Math.round(ms / 60_000));
    if (minutes < 120) return `${minutes} min`;
    return minutes < 2_880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} days`;
  };
  const stale = document.getElementById('stale');
  const ages = document.querySelectorAll('[data-age]');
  const tell = () => {
    for (const one of ages) one.textContent = `${age(Date.now() - Date.parse(one.dataset.age))} ago`;
    if (!stale) return;
    const old = Date.now() - Date.parse(stale.dataset.newest);
    if (old <= Number(stale.dataset.limit)) return;
    stale.querySelector('[data-age-of]').textContent = `${age(old)} old`;
    stale.hidden = false;
    document.querySelector('.page').classList.add('is-old');
    document.title = document.title.replace(/^[^:]*/, 'No news');
  };
  tell();
  setInterval(tell, 30_000);

  // A link to a row or an incident opens whatever it lies in.
  const show = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let one = target; one; one = one.parentElement) if (one.matches('details')) one.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener('hashchange', show);
  show();
})();
