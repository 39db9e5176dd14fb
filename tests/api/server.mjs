// A server of its own for a test: the demo city, an empty database, a clock that says a working morning.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export async function serve({ now = "2026-11-25T09:30:00+09:00", city = "cities/kitakyushu", more = [] } = {}) {
	const dir = mkdtempSync(join(tmpdir(), "madoguchi-api-"));
	const data = ["--city", city, "--db", `sqlite:${join(dir, "x.db")}`];
	const run = (args, input) => execFileSync("build/madoguchi", [...args, ...data], { input, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"] });
	run(["staff", "add", "--login", "clerk", "--name", "窓口 花子", "--role", "clerk", "--password-stdin"], "a-password-for-tests");
	const token = run(["token", "new", "--login", "clerk", "--name", "tests"]).trim().split(/\s+/).pop();
	const server = spawn("build/madoguchi", ["serve", ...data, "--listen", "127.0.0.1:0", "--now", now, ...more],
		{ stdio: ["ignore", "pipe", "inherit"] });
	const base = await new Promise((ok, no) => {
		server.once("exit", (code) => no(new Error(`the server ended: ${code}`)));
		server.stdout.once("data", (d) => ok(d.toString().trim().replace(/\/$/, "")));
	});
	const stop = async () => {
		server.removeAllListeners("exit");
		const ended = new Promise((ok) => server.once("exit", ok));
		server.kill("SIGTERM");
		const code = await ended;
		rmSync(dir, { recursive: true, force: true });
		return code;
	};
	return { base, token, run, stop };
}
