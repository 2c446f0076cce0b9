/** The pages by their addresses; who is not logged in sees the login page at any of them, and lands where they wanted. */

import { Button, Center, Container, Loader } from "@mantine/core";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, Link, Navigate, type RouteObject } from "react-router";

import { useMe } from "./api/queries";
import { BansPage } from "./pages/bans/BansPage";
import { CallPage } from "./pages/calls/CallPage";
import { CallsPage } from "./pages/calls/CallsPage";
import { CompanyPage } from "./pages/company/CompanyPage";
import { EnrolPage } from "./pages/login/EnrolPage";
import { ForgotPage } from "./pages/login/ForgotPage";
import { LoginPage } from "./pages/login/LoginPage";
import { PasswordPage } from "./pages/login/PasswordPage";
import { PhonesPage } from "./pages/phones/PhonesPage";
import { RoutesPage } from "./pages/routes/RoutesPage";
import { ServicesPage } from "./pages/services/ServicesPage";
import { SitesPage } from "./pages/sites/SitesPage";
import { NewTrunkPage, TrunkPage } from "./pages/trunks/TrunkPage";
import { TrunksPage } from "./pages/trunks/TrunksPage";
import { VoicemailPage } from "./pages/voicemail/VoicemailPage";
import { Shell } from "./shell/Shell";
import { PageTitle } from "./states/PageTitle";
import { Empty, Failure } from "./states/States";

function Entrance() {
  const me = useMe();
  const { t } = useTranslation();
  if (me.isPending) {
    return (
      <Center h="100vh" role="status">
        <Loader aria-label={t("app.loading")} />
      </Center>
    );
  }
  if (me.data === undefined) {
    return (
      <Container size="xs" pt={96} component="main">
        <PageTitle title={t("app.name")} />
        <Failure error={me.error} retry={() => void me.refetch()} />
      </Container>
    );
  }
  if (me.data === null) return <LoginPage />;
  return me.data.must_enrol ? <EnrolPage enrolled={() => void me.refetch()} /> : <Shell me={me.data} />;
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty icon={Compass} title={t("app.notFound")} hint={t("app.notFoundHint")}>
      <Button component={Link} to="/calls">
        {t("app.toCalls")}
      </Button>
    </Empty>
  );
}

const ROUTES: RouteObject[] = [
  { path: "/password", element: <PasswordPage /> },
  { path: "/forgot", element: <ForgotPage /> },
  {
    element: <Entrance />,
    children: [
      { index: true, element: <Navigate to="/calls" replace /> },
      { path: "/login", element: <Navigate to="/calls" replace /> },
      { path: "/calls", element: <CallsPage /> },
      { path: "/calls/:id", element: <CallPage /> },
      { path: "/voicemail", element: <VoicemailPage /> },
      { path: "/phones", element: <PhonesPage /> },
      { path: "/services", element: <ServicesPage /> },
      { path: "/trunks", element: <TrunksPage /> },
      { path: "/sites", element: <SitesPage /> },
      { path: "/trunks/new", element: <NewTrunkPage /> },
      { path: "/trunks/:id", element: <TrunkPage /> },
      { path: "/routes", element: <RoutesPage /> },
      { path: "/bans", element: <BansPage /> },
      { path: "/company", element: <CompanyPage /> },
      { path: "*", element: <NotFound /> },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter(ROUTES);
}
