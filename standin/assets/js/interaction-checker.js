// The interaction checker: drugs are looked up on www by JSONP, chosen into a list, and as soon as there are two the table of
// interactions is asked for. The names of elements and globals are those of the real page.
(() => {
  'use strict';

  const lookupDelayMs = 500;
  const limit = 25;
  const listOfSeverity = {
    Contraindicated: 'contraindicated_list',
    'Serious - Use Alternative': 'serious_list',
    'Significant - Monitor Closely': 'monitor_list',
    Minor: 'minor_list',
  };

  const byId = (id) => document.getElementById(id);
  const input = byId('MDICtextbox');
  const suggestions = byId('MDICdrugs');
  const results = byId('intcheck_intfound');
  const count = byId('mdiccount');
  const clearDialog = byId('clearallalert');

  /** @type {{ id: string, name: string }[]} */
  const chosen = [];
  let timer;
  // Answers may overtake one another: only the one to the last question counts.
  let question = 0;

  function make(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  // Suggestions

  function closeSuggestions() {
    byId('MDICilfulllist').style.display = 'none';
    input.setAttribute('aria-expanded', 'false');
  }

  function lookUp() {
    const text = input.value.trim();
    if (text === '') return closeSuggestions();
    document.getElementById('mdiclookup')?.remove();
    const script = document.createElement('script');
    script.id = 'mdiclookup';
    const query = new URLSearchParams({
      q: text,
      sz: '500',
      type: '10417',
      metadata: 'has-interactions',
      format: 'json',
      jsonp: 'MDICshowResults',
      timestamp: String(Date.now()),
    });
    script.src = `${mdscpSettings.lookup}?${query}`;
    document.head.append(script);
  }

  window.MDICshowResults = ({ types }) => {
    if (input.value.trim() === '') return; // chosen or cleared while the answer was on its way
    const found = types[0]?.references ?? [];
    suggestions.replaceChildren(
      ...found.map(({ id, text }, index) => {
        const item = document.createElement('li');
        item.className = index === 0 ? 'activeItem' : '';
        const link = make('a', text);
        link.href = `javascript:submdic('${id}','${text.replaceAll("'", "\\'")}')`;
        item.append(link);
        return item;
      }),
    );
    byId('MDICildruglist').style.display = found.length > 0 ? 'block' : 'none';
    byId('MDICildrugnor').style.display = found.length > 0 ? 'none' : 'block';
    byId('MDICilfulllist').style.display = 'block';
    input.setAttribute('aria-expanded', 'true');
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(lookUp, lookupDelayMs);
  });
  input.addEventListener('keydown', (event) => {
    const items = [...suggestions.children];
    const active = items.findIndex((item) => item.classList.contains('activeItem'));
    if (event.key === 'Escape') closeSuggestions();
    if (event.key === 'Enter') items[active]?.querySelector('a').click();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || items.length === 0) return;
    event.preventDefault();
    items[active]?.classList.remove('activeItem');
    items[(active + step + items.length) % items.length].classList.add('activeItem');
  });

  // The list of chosen drugs

  window.submdic = (id, name) => {
    clearTimeout(timer);
    input.value = '';
    closeSuggestions();
    if (chosen.length < limit && !chosen.some((drug) => drug.id === id)) chosen.push({ id, name });
    showChosen();
    input.focus();
  };

  function showChosen() {
    byId('pdlist').replaceChildren(
      ...chosen.map((drug) => {
        const item = make('li', drug.name);
        const remove = make('span', '×');
        remove.title = `Remove ${drug.name}`;
        remove.setAttribute('role', 'button');
        remove.setAttribute('aria-label', `Remove ${drug.name}`);
        remove.tabIndex = 0;
        const take = () => {
          chosen.splice(chosen.indexOf(drug), 1);
          showChosen();
        };
        remove.addEventListener('click', take);
        remove.addEventListener('keydown', ({ key }) => key === 'Enter' && take());
        item.append(remove);
        return item;
      }),
    );
    byId('clearallbtn').hidden = chosen.length === 0;
    byId('mdiclimit').hidden = chosen.length < limit;
    input.disabled = chosen.length >= limit;
    void check();
  }

  // Interactions

  async function check() {
    const mine = (question += 1);
    results.style.display = 'none';
    count.hidden = true;
    byId('mdicfailed').hidden = true;
    byId('mdicempty').hidden = chosen.length > 1;
    byId('loading_img').hidden = chosen.length < 2;
    if (chosen.length < 2) return;
    const answer = await ask(chosen.map(({ id }) => id).join(','));
    if (mine !== question) return;
    byId('loading_img').hidden = true;
    byId('mdicfailed').hidden = answer !== null;
    if (answer) showInteractions(answer.multiInteractions);
  }

  /** null: no answer, or one that is no data. */
  async function ask(ids) {
    try {
      const response = await fetch(`/druginteraction.do?action=getMultiInteraction&ids=${ids}`);
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  function showInteractions(found) {
    for (const [severity, list] of Object.entries(listOfSeverity)) {
      const rows = found.filter((each) => each.severity === severity);
      byId(list).replaceChildren(
        ...rows.map(({ subject, object, text }) => {
          const item = document.createElement('li');
          item.append(make('h4', `${subject} + ${object}`), make('p', text));
          return item;
        }),
      );
      byId(list).closest('.mdic-severity').hidden = rows.length === 0;
    }
    count.textContent = found.length === 0 ? 'No Interactions Found' : `${found.length} Interactions Found`;
    count.hidden = false;
    results.style.display = found.length === 0 ? 'none' : 'block';
  }

  // Clear all, after a question

  window.clearallmdic = () => {
    chosen.length = 0;
    clearDialog.hidden = true;
    showChosen();
  };

  const onClick = (selector, act) =>
    document.querySelector(selector).addEventListener('click', (event) => {
      event.preventDefault();
      act();
    });
  onClick('#clearallbtn a', () => {
    clearDialog.hidden = false;
  });
  onClick('#subclearbtn a', () => window.clearallmdic());
  onClick('#subcancelbtn a', () => {
    clearDialog.hidden = true;
  });
})();
