"use client";
import { useState } from "react";
import { apiFetch } from "./client.js";

export default function Page() {
  const [text, setText] = useState("not loaded");
  const load = async () => {
    try {
      setText(await (await apiFetch("https://api.example/items")).text());
    } catch (error) {
      setText(error.cause?.message ?? error.message);
    }
  };
  return <button onClick={load}>{text}</button>;
}
