/** The way in. */

import { Alert, Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { TriangleAlert } from "lucide-react";
import { useRef, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";

import { isAway, statusOf } from "../../api/problem";
import { useLogIn } from "../../api/queries";
import { Logo } from "../../shell/Logo";
import { Preferences } from "../../shell/Preferences";

export function LoginPage() {
  const { t } = useTranslation();
  const logIn = useLogIn();
  const [missing, setMissing] = useState({ user: false, password: false });
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useDocumentTitle(`${t("login.title")} · Offhook`);

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const entered = { user: user.current?.value.trim() ?? "", password: password.current?.value ?? "" };
    setMissing({ user: entered.user === "", password: entered.password === "" });
    if (entered.user === "") {
      user.current?.focus();
    } else if (entered.password === "") {
      password.current?.focus();
    } else {
      logIn.mutate(entered, {
        onError() {
          password.current?.select();
        },
      });
    }
  }

  return (
    <>
      <Group justify="flex-end" p="md" component="header">
        <Preferences />
      </Group>
      <Center component="main" px="md" pt={{ base: 24, sm: 72 }}>
        <Paper withBorder p="xl" w="100%" maw={380} radius="lg">
          <form onSubmit={submit} noValidate>
            <Stack gap="md">
              <Group gap={12}>
                <Logo size={36} />
                <div>
                  <Title order={1} size="h2" lh={1.1}>
                    {t("login.title")}
                  </Title>
                  <Text size="sm" className="quiet">
                    {t("app.name")}
                  </Text>
                </div>
              </Group>
              {logIn.isError && (
                <Alert role="alert" variant="light" color="red" py="xs" icon={<TriangleAlert size={18} aria-hidden="true" />}>
                  <LoginError error={logIn.error} />
                </Alert>
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
              <Button type="submit" loading={logIn.isPending} fullWidth mt={4}>
                {t("login.submit")}
              </Button>
            </Stack>
          </form>
        </Paper>
      </Center>
    </>
  );
}

function LoginError({ error }: { error: Error }) {
  const { t } = useTranslation();
  const status = statusOf(error);
  if (status === 401) return t("login.wrong");
  if (status === 429) return t("login.tooMany");
  return isAway(error) ? t("error.offline") : t("error.server");
}
