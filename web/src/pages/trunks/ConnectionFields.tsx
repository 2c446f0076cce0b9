/** Where the operator is, how we prove who we are, and whose calls are its calls. */

import { NumberInput, PasswordInput, Select, SimpleGrid, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PORT, TRANSPORTS } from "./GatewayFields";
import { linesOf, type FieldProps } from "./settings";

export function ConnectionFields({ now, set, wrong }: FieldProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t("trunks.name")}
        required
        maxLength={80}
        value={now.name}
        error={wrong("name")}
        onChange={(event) => {
          set({ name: event.currentTarget.value });
        }}
      />
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <TextInput
          label={t("trunks.host")}
          required
          maxLength={253}
          value={now.host}
          error={wrong("host")}
          onChange={(event) => {
            set({ host: event.currentTarget.value });
          }}
        />
        <Select
          label={t("trunks.transport")}
          allowDeselect={false}
          data={TRANSPORTS.map((value) => ({
            value,
            label: value === "auto" ? t("trunks.byDns") : value.toUpperCase(),
          }))}
          value={now.transport}
          onChange={(chosen) => {
            const transport = TRANSPORTS.find((known) => known === chosen) ?? "udp";
            set({ transport, port: PORT[transport] });
          }}
        />
        <NumberInput
          label={t("trunks.port")}
          min={0}
          max={65535}
          allowDecimal={false}
          value={now.port}
          error={wrong("port")}
          onChange={(port) => {
            if (typeof port === "number") set({ port });
          }}
        />
      </SimpleGrid>
      {now.transport === "tls" && (
        <Textarea
          label={t("trunks.authority")}
          description={t("trunks.authorityHint")}
          autosize
          minRows={2}
          maxRows={8}
          value={now.authority}
          error={wrong("authority")}
          onChange={(event) => {
            set({ authority: event.currentTarget.value });
          }}
        />
      )}
      <Match now={now} set={set} wrong={wrong} />
    </>
  );
}

function Match({ now, set, wrong }: FieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(now.match.join("\n"));
  return (
    <Textarea
      label={t("trunks.match")}
      description={t("trunks.matchHint")}
      autosize
      minRows={1}
      value={linesOf(text).join("\n") === now.match.join("\n") ? text : now.match.join("\n")}
      error={wrong("match")}
      onChange={(event) => {
        setText(event.currentTarget.value);
        set({ match: linesOf(event.currentTarget.value) });
      }}
    />
  );
}

export function RegistrationFields({ now, set, wrong, kept }: FieldProps & { kept: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Switch
        label={t("trunks.register")}
        description={t("trunks.registerHint")}
        checked={now.register}
        onChange={(event) => {
          set({ register: event.currentTarget.checked });
        }}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t("phones.userName")}
          maxLength={128}
          autoComplete="off"
          value={now.username}
          error={wrong("username")}
          onChange={(event) => {
            set({ username: event.currentTarget.value });
          }}
        />
        <PasswordInput
          label={t("phones.password")}
          description={kept ? t("trunks.secretKept") : t("trunks.secretHint")}
          maxLength={256}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t("trunks.showSecret") }}
          value={now.secret}
          error={wrong("secret")}
          onChange={(event) => {
            set({ secret: event.currentTarget.value });
          }}
        />
      </SimpleGrid>
      <TextInput
        label={t("trunks.domain")}
        description={t("trunks.domainHint")}
        maxLength={253}
        value={now.domain}
        error={wrong("domain")}
        onChange={(event) => {
          set({ domain: event.currentTarget.value });
        }}
      />
    </>
  );
}
