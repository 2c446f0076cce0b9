import { useTranslation } from "react-i18next";

import type { Place } from "./time";

/** The language in use, English the European way; times are in the browser's zone. */
export function usePlace(): Place {
  const { i18n } = useTranslation();
  return { language: i18n.language === "en" ? "en-GB" : i18n.language };
}
