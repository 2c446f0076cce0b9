/** Sentences in English: the frame of all pages, logging in, and errors. */

export const app = {
  name: "Offhook",
  skip: "Skip to content",
  navigation: "Main",
  settings: "Language, appearance and account",
  language: "Language",
  appearance: "Appearance",
  light: "Light",
  dark: "Dark",
  auto: "As the system",
  logOut: "Log out",
  loggedInAs: "Logged in as {{name}}",
  loading: "Loading…",
  notFound: "There is no such page",
  notFoundHint: "The address may be mistyped, or what was here has moved.",
  toCalls: "To the calls",
  copy: "Copy {{what}}",
  copied: "Copied",
  retry: "Try again",
  download: "Download",
  showMore: "Show older",
  more: "More",
};

export const role = {
  admin: "Administrator",
  supervisor: "Supervisor",
  agent: "Agent",
  accountant: "Accountant",
  auditor: "Auditor",
  integration: "Integration",
};

export const login = {
  title: "Log in",
  user: "User name",
  password: "Password",
  submit: "Log in",
  needUser: "Enter your user name",
  needPassword: "Enter your password",
  wrong: "User name or password is wrong.",
  tooMany: "Too many tries. Wait a minute, then try again.",
  forgotten: "Forgot your password?",
  code: "Code",
  codeHint: "From your authenticator app, or a recovery code",
  needCode: "Enter the code",
  wrongCode: "This is not the code of this moment, or it was used already.",
  back: "To the login page",
};

export const password = {
  title: "Choose a password",
  hint: "At least 10 characters. Several words make a good one.",
  new: "New password",
  again: "Once more",
  different: "The two are different",
  submit: "Save",
  done: "Your password is saved. You can log in with it now.",
  noLink: "Open the link from the e-mail, or from your administrator, as a whole: something behind the # sign is missing.",
};

export const forgotten = {
  title: "Forgot your password?",
  hint: "Enter your user name. If there is such a login with an e-mail address, a link comes by e-mail within a minute or two.",
  submit: "Send the link",
  done: "If there is such a login with an e-mail address, a link is on its way. If nothing comes, ask your administrator.",
};

export const enrol = {
  title: "Second factor",
  why: "Your company wants a second factor at login: a code that an app on your telephone shows, such as Aegis, FreeOTP or Google Authenticator.",
  start: "Begin",
  add: "Add this key to the app, then enter the code that it shows:",
  open: "Open in an app on this telephone",
  submit: "Switch on",
  codes: "Recovery codes",
  keep: "Keep these codes in a safe place. Each stands in for the app once, if it is lost. They are shown only now.",
  kept: "I have kept them",
};

export const error = {
  title: "This did not work",
  offline: "The server cannot be reached. We keep trying.",
  server: "The server had a problem. It has noted it.",
  forbidden: "You have no right to see this.",
  missing: "It is not here, or no longer.",
  stale: "Not up to date: the server cannot be reached just now.",
};
