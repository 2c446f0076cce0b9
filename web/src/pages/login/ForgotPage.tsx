/** For who forgot the password: a link comes by e-mail. */

import { Alert, Anchor, Button, Text, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useForgotten } from "../../api/queries";
import { Frame } from "./Frame";
import { Refusal } from "./Refusal";

export function ForgotPage() {
  const { t } = useTranslation();
  const forgotten = useForgotten();
  const [missing, setMissing] = useState(false);
  const user = useRef<HTMLInputElement>(null);

  function submit() {
    const login = user.current?.value.trim() ?? "";
    setMissing(login === "");
    if (login === "") user.current?.focus();
    else forgotten.mutate(login);
  }

  return (
    <Frame title={t("forgotten.title")} onSubmit={submit}>
      {forgotten.isSuccess ? (
        <Alert role="status" variant="light" color="teal">
          {t("forgotten.done")}
        </Alert>
      ) : (
        <>
          <Text size="sm">{t("forgotten.hint")}</Text>
          <Refusal error={forgotten.error} />
          <TextInput
            ref={user}
            label={t("login.user")}
            name="user"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            error={missing && t("login.needUser")}
          />
          <Button type="submit" loading={forgotten.isPending} fullWidth>
            {t("forgotten.submit")}
          </Button>
        </>
      )}
      <Anchor component={Link} to="/" size="sm" underline="always">
        {t("login.back")}
      </Anchor>
    </Frame>
  );
}
