// Package datagen describes the source that makes records up.
//
// # What it does
//
// Each field is an expression; gen.int, gen.text and their kin draw from a
// generator that the seed and the number of the record determine. The same seed
// gives the same records, on one task or many, before and after a restart.
//
// # Delivery
//
// The position is the number of the record. Where topics of one cluster are written it is
// part of the transaction: exactly once. Else it is kept in the worker's data folder. What is
// repeated after a crash is equal to what was there, so a sink where a repeated
// record replaces itself makes it effectively once.
//
// # Known limits
//
//   - Without `count` it never ends, and --drain is refused.
//   - `every` is a pace, not a clock: after a pause records are not made up for.
package datagen
