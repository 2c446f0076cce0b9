/** What is wrong with a service as it was entered: the same rules as the API's. */

import type { NewService } from "../../api/types";

export type Fault = "numberWrong" | "numberTaken" | "nameWrong" | "pinWrong" | "placesWrong";
export type Faults = Partial<Record<string, Fault>>;

const NUMBER = /^[0-9*#]{1,15}$/;
const PIN = /^[0-9]{0,15}$/;

export function faultsOf(service: NewService): Faults {
  const faults: Faults = {};
  if (!NUMBER.test(service.number)) faults.number = "numberWrong";
  if (service.name.trim() === "") faults.name = "nameWrong";
  if (service.kind === "conference") {
    if (!PIN.test(service.pin ?? "")) faults.pin = "pinWrong";
    const places = service.places ?? 100;
    if (!Number.isInteger(places) || places < 2 || places > 100) faults.places = "placesWrong";
  }
  return faults;
}

/** What the server found wrong, by field; a number of the right form is one that is taken. */
export function refused(fields: readonly string[]): Faults {
  const words = { number: "numberTaken", name: "nameWrong", pin: "pinWrong", places: "placesWrong" } as const;
  return Object.fromEntries(
    Object.entries(words).filter(([field]) => fields.includes(field)),
  );
}
