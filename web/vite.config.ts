import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const api = process.env.OFFHOOK_HTTP ?? "127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  // `npm run dev` beside a running Offhook: the application from Vite, everything else from the server.
  server: { proxy: { "/api": `http://${api}` } },
  build: {
    chunkSizeWarningLimit: 900,
    // Nothing inlined as data: addresses, so that the Content-Security-Policy stays narrow.
    assetsInlineLimit: 0,
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
