// validate.js DIR validates each *.sarif in DIR with what is in DIR/node_modules. It
// also breaks each in a few ways and wants those refused: a validator that passes
// everything proves nothing.
'use strict'
const fs = require('fs')
const path = require('path')

const dir = path.resolve(process.argv[2])
const modules = path.join(dir, 'node_modules')
const Ajv = require(path.join(modules, 'ajv'))
const schema = require(path.join(modules, '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'))

const ajv = new Ajv({ schemaId: 'auto', allErrors: true, meta: true })
ajv.addMetaSchema(require(path.join(modules, 'ajv/lib/refs/json-schema-draft-04.json')))
const valid = ajv.compile(schema)

const breaks = {
	'another version': log => { log.version = '2.0.0' },
	'a field that is unknown': log => { log.runs[0].unknown = 1 },
	'no driver': log => { delete log.runs[0].tool.driver },
	'a level that is unknown': log => { log.runs[0].results.push({ message: { text: 'x' }, level: 'fatal' }) },
	'a result without a message': log => { log.runs[0].results.push({ ruleId: 'GR1001' }) },
}

let failed = 0
const files = fs.readdirSync(dir).filter(name => name.endsWith('.sarif'))
for (const name of files) {
	const text = fs.readFileSync(path.join(dir, name), 'utf8')
	const log = JSON.parse(text)
	if (!valid(log)) {
		failed++
		console.log(`${name}: ${ajv.errorsText(valid.errors)}`)
		continue
	}
	for (const [what, change] of Object.entries(breaks)) {
		const broken = JSON.parse(text)
		change(broken)
		if (valid(broken)) {
			failed++
			console.log(`${name}: ${what} is taken for valid`)
		}
	}
	console.log(`${name}: ${log.runs[0].results.length} results, valid`)
}
if (files.length === 0 || failed > 0) {
	process.exit(1)
}
