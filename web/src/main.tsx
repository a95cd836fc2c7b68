import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/client.ts";
import { makeRouter } from "./router.tsx";
import { setSignInNeeded } from "./shell/session.ts";
import "./styles.css";

const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiError && error.status === 401) setSignInNeeded(true);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      // an answer with an error is final; a lost connection is tried again by polling
      retry: (count, error) => count < 1 && error instanceof ApiError && error.status >= 500,
      retryDelay: 400,
      // "online" is about the network card; a server on this machine answers without one
      networkMode: "always",
    },
  },
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={makeRouter(queryClient)} />
    </QueryClientProvider>
  </StrictMode>,
);
