/** For who is logged in, and needs a second factor before anything else: an app is given a key, and shows a code. */

import { Anchor, Button, Code, List, PasswordInput, Text, TextInput, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useConfirmation, useEnrolment, useLogOut } from "../../api/queries";
import { Frame } from "./Frame";
import { Refusal } from "./Refusal";

export function EnrolPage({ enrolled }: { enrolled: () => void }) {
  const { t } = useTranslation();
  const enrolment = useEnrolment();
  const confirmation = useConfirmation();
  const logOut = useLogOut();
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);

  useEffect(() => {
    code.current?.focus();
  }, [enrolment.data]);

  function submit() {
    if (confirmation.isSuccess) enrolled();
    else if (enrolment.data) confirmation.mutate(code.current?.value.trim() ?? "");
    else enrolment.mutate(password.current?.value ?? "");
  }

  function leave() {
    logOut.mutate();
  }

  return (
    <Frame title={t("enrol.title")} onSubmit={submit}>
      {confirmation.data ? (
        <>
          <Title order={2} size="h4">
            {t("enrol.codes")}
          </Title>
          <Text size="sm">{t("enrol.keep")}</Text>
          <List listStyleType="none">
            {confirmation.data.recovery_codes.map((one) => (
              <List.Item key={one}>
                <Code>{one}</Code>
              </List.Item>
            ))}
          </List>
          <Button type="submit" fullWidth>
            {t("enrol.kept")}
          </Button>
        </>
      ) : enrolment.data ? (
        <>
          <Text size="sm">{t("enrol.add")}</Text>
          <Code block style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
            {enrolment.data.secret}
          </Code>
          <Anchor href={enrolment.data.uri} size="sm" underline="always">
            {t("enrol.open")}
          </Anchor>
          <Refusal error={confirmation.error} known={{ 422: t("login.wrongCode") }} />
          <TextInput ref={code} label={t("login.code")} name="code" autoComplete="one-time-code" inputMode="numeric" />
          <Button type="submit" loading={confirmation.isPending} fullWidth>
            {t("enrol.submit")}
          </Button>
        </>
      ) : (
        <>
          <Text size="sm">{t("enrol.why")}</Text>
          <Refusal error={enrolment.error} known={{ 422: t("login.wrong") }} />
          <PasswordInput ref={password} label={t("login.password")} name="password" autoComplete="current-password" />
          <Button type="submit" loading={enrolment.isPending} fullWidth>
            {t("enrol.start")}
          </Button>
        </>
      )}
      {!confirmation.data && (
        <Anchor component="button" type="button" size="sm" underline="always" onClick={leave}>
          {t("app.logOut")}
        </Anchor>
      )}
    </Frame>
  );
}
