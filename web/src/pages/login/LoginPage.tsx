/** The way in. */

import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { wantsCode } from "../../api/problem";
import { useLogIn } from "../../api/queries";
import { Frame } from "./Frame";
import { Refusal } from "./Refusal";

export function LoginPage() {
  const { t } = useTranslation();
  const logIn = useLogIn();
  const [missing, setMissing] = useState({ user: false, password: false, code: false });
  /** Once the password was right and a code is asked for, the field stays. */
  const [asked, setAsked] = useState(false);
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (asked) code.current?.focus();
  }, [asked]);

  function submit() {
    const entered = { user: user.current?.value.trim() ?? "", password: password.current?.value ?? "" };
    const digits = code.current?.value.trim() ?? "";
    setMissing({ user: entered.user === "", password: entered.password === "", code: asked && digits === "" });
    if (entered.user === "") {
      user.current?.focus();
    } else if (entered.password === "") {
      password.current?.focus();
    } else if (asked && digits === "") {
      code.current?.focus();
    } else {
      logIn.mutate(asked ? { ...entered, code: digits } : entered, {
        onError(error) {
          if (wantsCode(error)) setAsked(true);
          (asked ? code : password).current?.select();
        },
      });
    }
  }

  const coding = wantsCode(logIn.error);
  return (
    <Frame title={t("login.title")} onSubmit={submit}>
      {(!coding || logIn.variables?.code !== undefined) && (
        <Refusal error={logIn.error} known={{ 401: coding ? t("login.wrongCode") : t("login.wrong") }} />
      )}
      <TextInput
        ref={user}
        label={t("login.user")}
        name="user"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={missing.user && t("login.needUser")}
      />
      <PasswordInput
        ref={password}
        label={t("login.password")}
        name="password"
        autoComplete="current-password"
        error={missing.password && t("login.needPassword")}
      />
      {asked && (
        <TextInput
          ref={code}
          label={t("login.code")}
          description={t("login.codeHint")}
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          error={missing.code && t("login.needCode")}
        />
      )}
      <Button type="submit" loading={logIn.isPending} fullWidth mt={4}>
        {t("login.submit")}
      </Button>
      <Anchor component={Link} to="/forgot" size="sm" underline="always">
        {t("login.forgotten")}
      </Anchor>
    </Frame>
  );
}
