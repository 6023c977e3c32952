package ir

import "github.com/flowc-lang/flowc/compiler/types"

// The stages that null values (tombstones) take.
type (
	// Tombstone parts the ways: a record whose value is null takes Stages and nothing
	// else; the stages behind it see records with a value only.
	Tombstone struct {
		At
		// Of is the value that may be null, nil for the one that was read. Var is that
		// value where it is not null.
		Of, Var *Var
		// Twin is the same value as one that may be null, for the stages that ask whether
		// it is: they stand on both ways.
		Twin   *Var
		Stages []Stage
	}

	// Fork takes a null value through each of its arms.
	Fork struct {
		At
		Arms [][]Stage
	}

	// ToNull hands a null value to the node of To, with the key that goes along.
	ToNull struct {
		At
		To *To
		// Cells are the columns of the primary key, for a sink that deletes the row; nil
		// for topics, which keep the null.
		Cells []Assign
	}
)

func (*Tombstone) stage() {}
func (*Fork) stage()      {}
func (*ToNull) stage()    {}

// KeyOfNode is the type of the keys of a node's records: of a table the record of its
// primary key, which names the row that a null value deletes. Nil without keys.
func KeyOfNode(n *Node) *types.Type {
	if n.Key != nil {
		return n.Key.Type
	}
	if t := n.Value.Type; t.Kind == types.Record && t.Record.Table != nil {
		return types.RecordOf(types.KeyOf(t.Record))
	}
	return nil
}
