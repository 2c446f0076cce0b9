/** Sentences in English: voice messages. */

export const voicemail = {
  title: "Voicemail",
  empty: "No messages",
  emptyHint: "When nobody answers, callers can leave a message. It appears here, lights the phone's lamp and goes out by e-mail.",
  gone: "The message of this link is not here: it was deleted, or is not for you.",
  list: "Messages, newest first",
  new: "New",
  unheard_one: "{{count}} new message",
  unheard_other: "{{count}} new messages",
  allHeard: "All heard",
  for: "for {{who}}",
  play: "Message from {{who}}",
  markHeard: "Mark as heard",
  markNew: "Mark as new",
  toCall: "What happened",
  failed: "The mark could not be changed. Try again.",
};
