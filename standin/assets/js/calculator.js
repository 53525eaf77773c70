// The calculator widget: a list of questions, one view for each answer, then the result. Drawn late, as the real widget hydrates;
// its class names carry the prefixes of the real ones, whose hashes change with every release.
(() => {
  'use strict';

  const { questions, result, compute } = window.calculator;
  const root = document.getElementById('calculator-root');
  const ids = Object.keys(questions);
  /** Answers by question id: the number to compute with, and the words to show. */
  const answers = {};

  function make(tag, className, text = '') {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function button(text, className, act) {
    const element = make('button', className, text);
    element.type = 'button';
    element.addEventListener('click', act);
    return element;
  }

  function showList() {
    const list = make('div', 'ListItems__Wrapper-sc-10zkkk4-1');
    list.append(...ids.map(makeItem));
    const actions = make('p', 'form-actions');
    const view = button('View results', 'button', showResult);
    view.disabled = ids.some((id) => answers[id] === undefined);
    actions.append(view);
    root.replaceChildren(make('h2', '', 'Questions'), list, actions);
  }

  function makeItem(id, index) {
    const item = make('a', 'QuestionListItem__Root-sc-8dcub9-0');
    item.href = `#${id}`;
    const section = make('div', 'QuestionListItem__Section-sc-8dcub9-1');
    section.append(make('span', 'calc-number', `${index + 1}.`), make('span', '', questions[id].label));
    item.append(section, make('div', 'QuestionListItem__Answer-sc-8dcub9-2', answers[id]?.words ?? ''));
    item.addEventListener('click', (event) => {
      event.preventDefault();
      showQuestion(id);
    });
    return item;
  }

  function keep(id, value, words) {
    answers[id] = { value, words };
    showList();
  }

  function showQuestion(id) {
    const question = questions[id];
    const place = make('p', 'kicker', `Question ${ids.indexOf(id) + 1} of ${ids.length}`);
    const back = button('Back', 'button button-quiet', showList);
    if (question.kind === 'choice') {
      const choices = make('div', 'calc-choices');
      choices.setAttribute('role', 'group');
      choices.setAttribute('aria-label', 'Answer Choices');
      choices.append(
        ...question.choices.map(({ label, value }) =>
          button(label, 'button button-secondary', () => keep(id, value, label)),
        ),
      );
      const actions = make('p', 'form-actions');
      actions.append(back);
      root.replaceChildren(place, make('h2', '', question.label), choices, actions);
      return;
    }

    const form = make('form', 'form');
    form.noValidate = true; // so that the message below is ours, in every browser
    const field = make('div', 'field');
    const label = make('label', '', question.label);
    label.htmlFor = 'calculator-answer';
    const line = make('div', 'calc-line');
    const input = document.createElement('input');
    Object.assign(input, { id: 'calculator-answer', type: 'text', inputMode: 'decimal', autocomplete: 'off' });
    input.value = answers[id]?.value ?? '';
    const error = make('p', 'field-error');
    error.setAttribute('role', 'alert');
    line.append(input, make('span', 'calc-unit', question.unit));
    field.append(label, line, error);
    const actions = make('p', 'form-actions');
    const next = make('button', 'button', 'Continue');
    next.type = 'submit';
    actions.append(next, back);
    form.append(field, actions);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const value = input.value.trim() === '' ? Number.NaN : Number(input.value.replace(',', '.'));
      if (value >= question.min && value <= question.max) keep(id, value, `${value} ${question.unit}`.trim());
      else error.textContent = `Enter a number from ${question.min} to ${question.max}.`;
    });
    root.replaceChildren(place, form);
    input.focus();
  }

  function showResult() {
    const value = compute(Object.fromEntries(ids.map((id) => [id, answers[id].value])));
    const box = make('div', 'calc-result');
    box.setAttribute('role', 'status');
    box.append(
      make('p', 'kicker', result.label),
      make('p', 'calc-value', `${value.toFixed(result.decimals)} ${result.unit}`),
    );
    const given = make('dl', 'definitions');
    for (const id of ids) given.append(make('dt', '', questions[id].label), make('dd', '', answers[id].words));
    const actions = make('p', 'form-actions');
    actions.append(button('Change answers', 'button button-secondary', showList));
    root.replaceChildren(make('h2', '', 'Results'), box, given, actions);
  }

  setTimeout(showList, window.mdscpSettings.hydration);
})();
