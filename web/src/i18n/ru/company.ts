/** Sentences in Russian: the company. */

export const company = {
  title: "Компания",
  name: "Название",
  nameHint: "Видят те, кому вы звоните, если оператор передаёт имена.",
  country: "Страна",
  countryHint: "Две буквы. Как набирают номера и какие гудки слышат звонящие.",
  timezone: "Часовой пояс",
  timezoneHint: "Например Europe/Moscow.",
  currency: "Валюта",
  currencyHint: "Три буквы, например RUB.",
  language: "Язык в телефоне",
  languageHint: "Всего, что Offhook говорит звонящим.",
  sip_domain: "Домен SIP",
  sip_domainHint: "Где регистрируются телефоны. Не меняется.",
  wrong: {
    name: "Компании нужно название",
    country: "Две буквы, например RU",
    timezone: "Часовой пояс, например Europe/Moscow",
    currency: "Три буквы, например RUB",
  },
};
