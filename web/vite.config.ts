import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "./precompress.ts";

// No manualChunks: named chunks pull shared modules into the first load.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), precompress(join(import.meta.dirname, "dist"))],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ["chrome123", "edge123", "safari18", "firefox128"],
    // Fonts and images stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { host: "127.0.0.1", proxy: { "/api": process.env["MILLRACE_API_ORIGIN"] ?? "http://127.0.0.1:4200" } },
});
