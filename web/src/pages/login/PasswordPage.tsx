/** Where the link of an invitation or a reset leads: a password is chosen. The token stands behind # in the address. */

import { Alert, Anchor, Button, PasswordInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import { useSetPassword } from "../../api/queries";
import { Frame } from "./Frame";
import { Refusal } from "./Refusal";

const SHORTEST = 10;

export function PasswordPage() {
  const { t } = useTranslation();
  const token = useLocation().hash.slice(1);
  const saving = useSetPassword();
  const [fault, setFault] = useState({ short: false, different: false });
  const first = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);

  function submit() {
    const password = first.current?.value ?? "";
    const found = { short: password.length < SHORTEST, different: password !== again.current?.value };
    setFault(found);
    if (found.short) first.current?.focus();
    else if (found.different) again.current?.focus();
    else saving.mutate({ token, password });
  }

  return (
    <Frame title={t("password.title")} onSubmit={submit}>
      {token === "" && (
        <Alert role="alert" variant="light" color="red">
          {t("password.noLink")}
        </Alert>
      )}
      {saving.isSuccess && (
        <Alert role="status" variant="light" color="teal">
          {t("password.done")}
        </Alert>
      )}
      {token !== "" && !saving.isSuccess && (
        <>
          <Refusal error={saving.error} />
          <PasswordInput
            ref={first}
            label={t("password.new")}
            description={t("password.hint")}
            name="new"
            autoComplete="new-password"
            error={fault.short && t("password.hint")}
          />
          <PasswordInput
            ref={again}
            label={t("password.again")}
            name="again"
            autoComplete="new-password"
            error={fault.different && t("password.different")}
          />
          <Button type="submit" loading={saving.isPending} fullWidth mt={4}>
            {t("password.submit")}
          </Button>
        </>
      )}
      <Anchor component={Link} to="/" size="sm" underline="always">
        {t("login.back")}
      </Anchor>
    </Frame>
  );
}
