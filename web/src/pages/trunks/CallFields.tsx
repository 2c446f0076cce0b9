/** Who calls, what is believed of the operator's headers, and which redirections are followed. */

import { Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { FieldProps } from "./settings";

const CHOICES = {
  identity: ["pai", "ppi", "rpid", "from"],
  forwarded: ["diversion", "history-info", "none"],
  redirects: ["same_host", "any", "pass", "refuse"],
} as const;
const SWITCHES = ["withhold", "trusted", "large_by_tcp"] as const;

export function CallFields({ now, set, wrong }: FieldProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t("trunks.callerId")}
        description={t("trunks.callerIdHint")}
        type="tel"
        maxLength={32}
        value={now.caller_id}
        error={wrong("caller_id")}
        onChange={(event) => {
          set({ caller_id: event.currentTarget.value });
        }}
      />
      {(Object.keys(CHOICES) as (keyof typeof CHOICES)[]).map((name) => (
        <Select
          key={name}
          label={t(`trunks.${name}`)}
          description={t(`trunks.${name}Hint`)}
          allowDeselect={false}
          data={CHOICES[name].map((value) => ({ value, label: t(`trunks.choices.${value}`) }))}
          value={now[name]}
          onChange={(value) => {
            set({ [name]: value });
          }}
        />
      ))}
      {SWITCHES.map((name) => (
        <Switch
          key={name}
          label={t(`trunks.${name}`)}
          description={t(`trunks.${name}Hint`)}
          checked={now[name]}
          onChange={(event) => {
            set({ [name]: event.currentTarget.checked });
          }}
        />
      ))}
    </>
  );
}
