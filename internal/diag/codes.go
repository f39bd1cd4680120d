package diag

// Code names a kind of problem. Codes are stable: scripts may rely on them. Each is explained in
// docs/diagnostics.md with an example and a remedy.
type Code string

// What can be wrong with a file as such.
const (
	NotUTF8       Code = "not-utf8"
	TOMLSyntax    Code = "toml-syntax"
	CurlyQuotes   Code = "curly-quotes"
	YAML          Code = "yaml"
	NoFrontMatter Code = "no-front-matter"
	Unclosed      Code = "unclosed-front-matter"
	Misplaced     Code = "misplaced"
	NotAText      Code = "not-a-text"
	LinkOutside   Code = "link-outside"
	Unreadable    Code = "unreadable"
	TooLarge      Code = "too-large"
)

// What can be wrong with the keys of a table.
const (
	UnknownKey   Code = "unknown-key"
	MissingKey   Code = "missing-key"
	WrongType    Code = "wrong-type"
	UnknownValue Code = "unknown-value"
	BadValue     Code = "bad-value"
)

// What can be wrong with the settings.
const (
	NoSettings Code = "no-settings"
	NoBaseURL  Code = "no-base-url"
	BadAddress Code = "bad-address"

	IncompleteStatement Code = "incomplete-statement"
)

// What can be wrong with the data of other sites.
const (
	NotFetched     Code = "not-fetched"
	NoCopy         Code = "no-copy"
	Misfit         Code = "misfit"
	KommunTwice    Code = "kommun-twice"
	ForeignAddress Code = "foreign-address"
)

// What can be wrong with a text.
const (
	HeadingLevel Code = "heading-level"
	RawHTML      Code = "raw-html"
	UnsafeLink   Code = "unsafe-link"
	RemoteImage  Code = "remote-image"
	NoAlt        Code = "no-alt"
	BrokenImage  Code = "broken-image"
	HugeImage    Code = "huge-image"
	LocatedImage Code = "located-image"
)

// What can be wrong with promises and their attributes.
const (
	BadAttribute     Code = "bad-attribute"
	UnknownAttribute Code = "unknown-attribute"
	AttributeOutside Code = "attribute-outside"
	DuplicateID      Code = "duplicate-id"
	EmptyPromise     Code = "empty-promise"
	NoParty          Code = "no-party"
)

// What can be wrong with documents, follow-ups and news, and between them.
const (
	BadName           Code = "bad-name"
	ReservedName      Code = "reserved-name"
	Clash             Code = "clash"
	NoContent         Code = "no-content"
	NoKommun          Code = "no-kommun"
	NoDocument        Code = "no-document"
	NoPromises        Code = "no-promises"
	NoStatus          Code = "no-status"
	BadDates          Code = "bad-dates"
	PeriodContradicts Code = "period-contradicts"
	BadSchedule       Code = "bad-schedule"
	BadPart           Code = "bad-part"
	PartNotPromised   Code = "part-not-promised"
	BadAlias          Code = "bad-alias"
	NoSuchPromise     Code = "no-such-promise"
	NoSuchKommun      Code = "no-such-kommun"
	NoSuchPeriod      Code = "no-such-period"
	NoSuchFile        Code = "no-such-file"
	OutsideSite       Code = "outside-site"
	TranslationOff    Code = "translation-off"
	NoOriginal        Code = "no-original"
	TranslationFact   Code = "translation-fact"
	TranslationLacks  Code = "translation-lacks"
	OlderTranslation  Code = "older-translation"
	DeadLink          Code = "dead-link"
	Uncorrected       Code = "uncorrected"
)

// What can be wrong with a site's own looks and theme.
const (
	LowContrast   Code = "low-contrast"
	NoTheme       Code = "no-theme"
	NoSuchLayout  Code = "no-such-layout"
	NoSuchMessage Code = "no-such-message"
	BadMessages   Code = "bad-messages"
	TemplateFault Code = "template"

	IncompleteLanguage Code = "incomplete-language"
)

// What would make a promise easier to follow up: advice.
const (
	VagueVerb       Code = "vague-verb"
	NoBaseline      Code = "no-baseline"
	VagueAmount     Code = "vague-amount"
	NoNumber        Code = "no-number"
	NoResponseTime  Code = "no-response-time"
	NoDate          Code = "no-date"
	NoPeriod        Code = "no-period"
	NoPlace         Code = "no-place"
	NoLead          Code = "no-lead"
	TwoPromises     Code = "two-promises"
	EscapeClause    Code = "escape-clause"
	OpenEnded       Code = "open-ended"
	Abbreviation    Code = "abbreviation"
	HardWord        Code = "hard-word"
	NoSchedule      Code = "no-schedule"
	NoSignatureDate Code = "no-signature-date"
)

// What the law asks of a public body's site, and the site does not have: advice.
const NoStatement Code = "no-statement"

// What would make it known when a text has been changed since it was translated: advice.
const UntiedTranslation Code = "untied-translation"
