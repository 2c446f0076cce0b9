/** Sentences in Russian: the frame of all pages, logging in, and errors. */

export const app = {
  name: "Offhook",
  skip: "К содержанию",
  navigation: "Главное",
  settings: "Язык, вид и учётная запись",
  language: "Язык",
  appearance: "Вид",
  light: "Светлый",
  dark: "Тёмный",
  auto: "Как в системе",
  logOut: "Выйти",
  loggedInAs: "Вы вошли как {{name}}",
  loading: "Загрузка…",
  notFound: "Такой страницы нет",
  notFoundHint: "Возможно, в адресе опечатка или страница переехала.",
  toCalls: "К звонкам",
  copy: "Скопировать: {{what}}",
  copied: "Скопировано",
  retry: "Повторить",
  download: "Скачать",
  showMore: "Показать более ранние",
  more: "Ещё",
};

export const role = {
  admin: "Администратор",
  supervisor: "Руководитель",
  agent: "Оператор",
  accountant: "Бухгалтер",
  auditor: "Аудитор",
  integration: "Интеграция",
};

export const login = {
  title: "Вход",
  user: "Имя пользователя",
  password: "Пароль",
  submit: "Войти",
  needUser: "Введите имя пользователя",
  needPassword: "Введите пароль",
  wrong: "Неверное имя пользователя или пароль.",
  tooMany: "Слишком много попыток. Подождите минуту и попробуйте снова.",
};

export const error = {
  title: "Не получилось",
  offline: "Нет связи с сервером. Мы продолжаем попытки.",
  server: "На сервере произошла ошибка. Он её записал.",
  forbidden: "У вас нет права это видеть.",
  missing: "Этого здесь нет или уже нет.",
  stale: "Данные могли устареть: сейчас нет связи с сервером.",
};
