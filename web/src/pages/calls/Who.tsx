/** People of a call in words. */

import { useTranslation } from "react-i18next";

import type { Call, Who } from "../../api/types";
import { phone } from "../../format/phone";

/** A name if there is one, else the number, else that it is hidden. */
export function useWhoName(): (who: Who | null | undefined) => string {
  const { t } = useTranslation();
  return (who) => {
    if (!who) return t("calls.nobody");
    if (who.name) return who.name;
    return who.number && who.number !== "anonymous" ? phone(who.number) : t("calls.hidden");
  };
}

/** The other side, seen from the company. */
export function otherSide(call: Call): Who | null {
  if (call.direction !== "outbound") return call.from;
  return reachedParty(call);
}

/** Who was reached; of an incoming call that reached nobody, nothing. */
export function reachedParty(call: Call): Who | null {
  return call.to ?? (call.direction === "inbound" ? null : { number: call.number, name: "" });
}

/** A name with its number in small beside it. */
export function WhoText({ who }: { who: Who | null }) {
  const name = useWhoName()(who);
  const number = who?.name && who.number ? phone(who.number) : null;
  return (
    <>
      {name}
      {number !== null && <span className="quiet small nowrap"> {number}</span>}
    </>
  );
}
