// Package swedish reads what the Swedish sentences of a promise document say: the number that a
// promise can be held against (Target), who promises by a sentence (Subject) or by a heading
// (HeadingParties), and whether a heading promises at all (Promises).
//
// It knows words, not sentences: there is no grammar and no dictionary of everything, only lists of
// the words that such documents use and rules for what stands beside them. What the rules do not know for
// sure they leave unread. An author can always say what is meant with an attribute, but a number that
// nobody promised, or one laid at the wrong door, would be published as if somebody had.
//
// All functions are pure and safe for concurrent use, and take time in proportion to the text. They
// take text as it comes: in either Unicode normal form, with no-break spaces and soft hyphens, with
// bytes that are not UTF-8.
package swedish
