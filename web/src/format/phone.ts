/** Telephone numbers the way people write them. */

import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** An E.164 number in groups; anything else, an extension for instance, as it is. */
export function phone(number: string): string {
  if (!number.startsWith("+")) return number;
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number;
}

/** Text of the server with its E.164 numbers in groups. */
export function withPhones(text: string): string {
  return text.replace(/\+\d{7,15}(?!\d)/g, phone);
}

/** Whether a telephone can dial it outside: hidden numbers and words cannot be called back. */
export function isDiallable(number: string): boolean {
  return /^\+?\d{3,}$/.test(number);
}
