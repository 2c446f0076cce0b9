/** Sentences in English: the company. */

export const company = {
  title: "Company",
  name: "Name",
  nameHint: "Shown to called people where the operator passes names on.",
  country: "Country",
  countryHint: "Two letters. How numbers are dialled, and which tones callers hear.",
  timezone: "Time zone",
  timezoneHint: "Such as Europe/Tallinn.",
  currency: "Currency",
  currencyHint: "Three letters, such as EUR.",
  language: "Language on the telephone",
  languageHint: "Of everything that Offhook says to callers.",
  sip_domain: "SIP domain",
  sip_domainHint: "What phones register at. It does not change.",
  wrong: {
    name: "A company needs a name",
    country: "Two letters, such as EE",
    timezone: "A time zone such as Europe/Tallinn",
    currency: "Three letters, such as EUR",
  },
};
