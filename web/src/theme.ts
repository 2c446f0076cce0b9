import { createTheme, ModalHeader, type MantineColorsTuple } from "@mantine/core";

/** The one accent colour: a calm green-blue whose shade 7 keeps 4.5:1 on white, shade 3 on the dark background. */
const pine: MantineColorsTuple = [
  "#e9f8f6",
  "#d3eeeb",
  "#a5ddd7",
  "#73cbc2",
  "#48b9ae",
  "#23a196",
  "#12897f",
  "#0b736c",
  "#085e58",
  "#054743",
];

export const theme = createTheme({
  colors: { pine },
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.375rem", lineHeight: "1.3" }, h2: { fontSize: "1rem" } } },
  // A dialog is no section, so its <header> would be a second banner of the page.
  components: { ModalHeader: ModalHeader.extend({ defaultProps: { role: "presentation" } }) },
});
