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
};

export const error = {
  title: "This did not work",
  offline: "The server cannot be reached. We keep trying.",
  server: "The server had a problem. It has noted it.",
  forbidden: "You have no right to see this.",
  missing: "It is not here, or no longer.",
  stale: "Not up to date: the server cannot be reached just now.",
};
