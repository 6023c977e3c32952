package kafka

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/offset"
)

// PositionsTopic is the topic that holds the positions of a group whose source's system
// does not keep them. It is compacted: the last record of a split is its position.
func PositionsTopic(group string) Topic {
	return Topic{
		Name: legal(group) + ".offsets", Partitions: 1, Cleanup: "compact",
		// What is not compacted yet is read at each start, and the newest segment never is.
		Settings: []string{"segment.bytes=16777216"},
	}
}

// mostName is the longest name of a topic, without what PositionsTopic adds.
const mostName = 240

// legal makes a name of a topic; records carry the group, so two groups may share one.
func legal(group string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, group)
	return name[:min(len(name), mostName)]
}

// Seal tells one commit from every other: who made it, and a number that grows.
type Seal struct {
	By string `json:"by"`
	N  int64  `json:"n"`
}

// positionKey is the key of a record: of a split, or of a slot's last commit or opening.
type positionKey struct {
	Group     string `json:"group"`
	Split     string `json:"split,omitempty"`
	Partition int32  `json:"partition,omitempty"`
	Commit    *int   `json:"commit,omitempty"`
	Open      *int   `json:"open,omitempty"`
}

// positionValue is the value of a split's record.
type positionValue struct {
	Next int64  `json:"next"`
	Mark string `json:"mark,omitempty"`
}

// split names a split.
type split struct {
	topic     string
	partition int32
}

// Positions is what the topic of a group says, as far as it was read.
type Positions struct {
	group   string
	topic   string
	next    int64 // behind what was read
	entries map[split]offset.Entry
	commits map[int]Seal // by slot
}

// NewPositions returns what is known before anything was read.
func NewPositions(group string) *Positions {
	return &Positions{
		group: group, topic: PositionsTopic(group).Name,
		entries: make(map[split]offset.Entry), commits: make(map[int]Seal),
	}
}

// Records are those by which a slot commits entries, and its seal.
func (p *Positions) Records(set []offset.Entry, forget []offset.Position, slot int, seal Seal) []*kgo.Record {
	var all []*kgo.Record
	for _, f := range forget {
		all = append(all, p.record(positionKey{Split: f.Topic, Partition: f.Partition}, nil))
	}
	for _, e := range set {
		all = append(all, p.record(positionKey{Split: e.Topic, Partition: e.Partition}, positionValue{Next: e.Next, Mark: e.Mark}))
	}
	return append(all, p.record(positionKey{Commit: &slot}, seal))
}

// Opening is the record by which who takes a slot over finds the end of what was before.
func (p *Positions) Opening(slot int, seal Seal) *kgo.Record {
	return p.record(positionKey{Open: &slot}, seal)
}

func (p *Positions) record(key positionKey, value any) *kgo.Record {
	key.Group = p.group
	r := &kgo.Record{Topic: p.topic, Key: asJSON(key)}
	if value != nil {
		r.Value = asJSON(value)
	}
	return r
}

// asJSON encodes what cannot fail to be.
func asJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("kafka: encode %T: %v", v, err))
	}
	return text
}

// Commit is the last commit of a slot that was read.
func (p *Positions) Commit(slot int) Seal { return p.commits[slot] }

// Entries are the entries of a slot: with one slot of all splits, else of the split of its
// number.
func (p *Positions) Entries(slot, slots int) []offset.Entry {
	var all []offset.Entry
	for at, e := range p.entries {
		if slots <= 1 || int(at.partition) == slot {
			all = append(all, e)
		}
	}
	return all
}

// Read reads on from where the last Read stopped, up to the opening of a slot. What stands
// before it and was committed is known then: it waits for transactions that are open
// there.
func (p *Positions) Read(ctx context.Context, c *Connection, log *slog.Logger, slot int, opening Seal) error {
	from := kgo.NewOffset().AtStart()
	if p.next > 0 {
		from = kgo.NewOffset().At(p.next)
	}
	cl, err := c.Client(log,
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{p.topic: {0: from}}),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()))
	if err != nil {
		return err
	}
	defer cl.Close()
	for {
		fetches := cl.PollFetches(ctx)
		if err := firstError(fetches); err != nil {
			return cl.Explain("read positions in "+p.topic, err)
		}
		for _, r := range fetches.Records() {
			found, err := p.take(r, slot, opening)
			if err != nil {
				return fmt.Errorf("%s: offset %d: %w", p.topic, r.Offset, err)
			}
			if p.next = r.Offset + 1; found {
				return nil
			}
		}
	}
}

func firstError(fetches kgo.Fetches) error {
	for _, e := range fetches.Errors() {
		return e.Err
	}
	return nil
}

// errForeign is of a record that this program did not write.
var errForeign = errors.New("the record is none of a position: the topic belongs to flowc alone")

// take takes one record in, and reports whether it is the opening.
func (p *Positions) take(r *kgo.Record, slot int, opening Seal) (found bool, err error) {
	var key positionKey
	if json.Unmarshal(r.Key, &key) != nil {
		return false, errForeign
	}
	if key.Group != p.group {
		return false, nil
	}
	switch {
	case key.Open != nil:
		var s Seal
		err = json.Unmarshal(orNull(r.Value), &s)
		found = *key.Open == slot && s == opening
	case key.Commit != nil:
		var s Seal
		err = json.Unmarshal(orNull(r.Value), &s)
		p.commits[*key.Commit] = s
	case r.Value == nil:
		delete(p.entries, split{key.Split, key.Partition})
	default:
		var v positionValue
		err = json.Unmarshal(r.Value, &v)
		p.entries[split{key.Split, key.Partition}] = offset.Entry{Topic: key.Split, Partition: key.Partition, Next: v.Next, Mark: v.Mark}
	}
	if err != nil {
		return false, errForeign
	}
	return found, nil
}

// orNull is a value as JSON, null where there is none.
func orNull(b []byte) []byte {
	if len(bytes.TrimSpace(b)) == 0 {
		return []byte("null")
	}
	return b
}
