/** Sentences in Russian: voice messages. */

export const voicemail = {
  title: "Сообщения",
  empty: "Сообщений нет",
  emptyHint: "Если никто не ответит, звонящий может оставить сообщение. Оно появится здесь, на телефоне загорится лампа, а запись уйдёт по почте.",
  list: "Сообщения, сначала новые",
  new: "Новое",
  unheard_one: "{{count}} новое сообщение",
  unheard_few: "{{count}} новых сообщения",
  unheard_many: "{{count}} новых сообщений",
  unheard_other: "{{count}} нового сообщения",
  allHeard: "Все прослушаны",
  for: "для: {{who}}",
  play: "Сообщение от: {{who}}",
  markHeard: "Отметить прослушанным",
  markNew: "Отметить новым",
  toCall: "Что произошло",
  failed: "Не удалось изменить отметку. Попробуйте ещё раз.",
};
