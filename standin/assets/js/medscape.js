// The chrome's own behaviour on every surface: menus, cookie consent, what lies over a page.
// Settings come from the page: var mdscpSettings = { consent, cookieDomain, adhesiveFooter, popup, home }.
(() => {
  'use strict';

  const settings = window.mdscpSettings;
  const consentCookie = 'OptanonAlertBoxClosed';

  function element(markup) {
    const template = document.createElement('template');
    template.innerHTML = markup.trim();
    return template.content.firstElementChild;
  }

  function toggles(button, panel, openClass) {
    if (!button || !panel) return;
    const set = (open) => {
      panel.classList.toggle(openClass, open);
      button.setAttribute('aria-expanded', String(open));
    };
    button.addEventListener('click', () => set(button.getAttribute('aria-expanded') !== 'true'));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') set(false);
    });
  }

  // Menus
  toggles(document.querySelector('.header-menu-toggle'), document.querySelector('.header-nav'), 'is-open');
  toggles(
    document.querySelector('.header-specialty-toggle'),
    document.querySelector('.header-specialty-menu'),
    'is-expanded',
  );

  // A blank search is not sent.
  document.querySelector('.header-search')?.addEventListener('submit', (event) => {
    if (document.getElementById('searchInput').value.trim() === '') event.preventDefault();
  });

  // Cookie consent, with the ids of the OneTrust banner
  function answered() {
    return document.cookie.split('; ').some((cookie) => cookie.startsWith(`${consentCookie}=`));
  }

  function showConsent() {
    if (document.getElementById('onetrust-consent-sdk')) return;
    const sdk = element(`
      <div id="onetrust-consent-sdk">
        <div class="onetrust-pc-dark-filter"></div>
        <div id="onetrust-banner-sdk" role="dialog" aria-modal="true" aria-labelledby="onetrust-policy-title">
          <div class="onetrust-banner-inner">
            <div>
              <h2 id="onetrust-policy-title">We value your privacy</h2>
              <p id="onetrust-policy-text">We use cookies to keep you logged in, to remember your choices and to see how the site is used. You can change your mind at any time under “Your Privacy Choices”.</p>
            </div>
            <div id="onetrust-button-group">
              <button type="button" class="button button-secondary" id="onetrust-reject-all-handler">Reject All</button>
              <button type="button" class="button" id="onetrust-accept-btn-handler">Accept All Cookies</button>
            </div>
          </div>
        </div>
      </div>`);
    const close = () => {
      document.cookie = `${consentCookie}=${new Date().toISOString()}; Domain=${settings.cookieDomain}; Path=/; Max-Age=31536000; SameSite=Lax`;
      sdk.remove();
    };
    for (const button of sdk.querySelectorAll('button')) button.addEventListener('click', close);
    document.body.append(sdk);
  }

  if (settings.consent && !answered()) setTimeout(showConsent, 150);
  document.getElementById('ot-sdk-btn')?.addEventListener('click', (event) => {
    event.preventDefault();
    showConsent();
  });

  // An advertisement that sticks to the foot of the window
  if (settings.adhesiveFooter) {
    setTimeout(() => {
      const phone = matchMedia('(max-width: 700px)').matches;
      const wrapper = element(`
        <div class="adhesive-footer-wrapper">
          <div class="AdUnit" id="${phone ? 'ads-pos-1145' : 'ads-pos-145'}">Advertisement</div>
          <span class="footer-close-btn" role="button" tabindex="0" aria-label="Close advertisement">X</span>
        </div>`);
      wrapper.querySelector('.footer-close-btn').addEventListener('click', () => wrapper.remove());
      document.getElementById('footercontents').append(wrapper);
    }, 900);
  }

  // A layer over the page
  if (settings.popup) {
    setTimeout(() => {
      const backdrop = element('<div id="whiteoutlayer"></div>');
      const layer = element(`
        <div class="layer" id="layerAd1" role="dialog" aria-modal="true" aria-label="Stay up to date">
          <button type="button" class="modalClose" aria-label="Close">✕</button>
          <h2>Stay up to date</h2>
          <p>Choose the newsletters that suit your specialty and read them when it suits you.</p>
          <a class="button" href="${settings.home}newsletters">See the newsletters</a>
        </div>`);
      layer.querySelector('.modalClose').addEventListener('click', () => {
        layer.remove();
        backdrop.remove();
      });
      document.body.append(backdrop, layer);
    }, 600);
  }
})();
