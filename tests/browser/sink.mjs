/*
 * A mail server that delivers nowhere: smtp-server speaks SMTP, postal-mime reads what came, so that what a mail program would
 * show is what a test sees.
 *
 *     const sink = await mailSink()                    // { port, mails, wait(address, n), refuse, stop() }
 *     const [mail] = await sink.wait('hanako@example.jp')
 *     mail.subject, mail.text, mail.from, mail.headers …; mail.raw: the bytes
 *     sink.refuse = { code: 451, times: 1 }            // the next receiver is refused so
 *     sink.silent = true                               // takes mails and does not say that it did
 *
 * With { tls: { key, cert }, users: { name: password } } it wants STARTTLS and a password.
 */
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { eventually } from './hall.mjs'

export async function mailSink({ tls, users } = {}) {
	const sink = { mails: [], refuse: null, silent: false, secured: 0 }
	const server = new SMTPServer({
		...(tls ?? {}),
		disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(users ? [] : ['AUTH'])],
		authOptional: !users,
		closeTimeout: 500,
		onAuth({ username, password }, session, done) {
			done(users[username] === password ? null : new Error('wrong password'), { user: username })
		},
		onRcptTo(address, session, done) {
			if (!sink.refuse)
				return done()
			const { code, times } = sink.refuse
			sink.refuse = times > 1 ? { code, times: times - 1 } : null
			done(Object.assign(new Error('not now'), { responseCode: code }))
		},
		async onData(stream, session, done) {
			const parts = []
			for await (const part of stream)
				parts.push(part)
			const raw = Buffer.concat(parts)
			const mail = await PostalMime.parse(raw)
			sink.secured += session.secure ? 1 : 0
			sink.mails.push({ ...mail, text: mail.text.replaceAll('\r\n', '\n'), raw: raw.toString('latin1'), receiver: session.envelope.rcptTo[0].address,
				sender: session.envelope.mailFrom.address,
				header: (name) => mail.headers.find((h) => h.key === name)?.value })
			if (!sink.silent)
				done()
		},
	})
	server.on('error', () => {}) /* a client that goes away in the middle */
	await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
	return Object.assign(sink, {
		port: server.server.address().port,
		/* The mails of that receiver, once there are so many. */
		wait: (address, n = 1, within = 15000) => eventually(() => {
			const found = sink.mails.filter((m) => m.receiver === address)
			return found.length >= n && found
		}, within),
		stop: () => new Promise((done) => server.close(done)),
	})
}
