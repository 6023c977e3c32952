package run

import (
	"context"
	"encoding/binary"
	"strings"

	gocql "github.com/apache/cassandra-gocql-driver/v2"
)

// driver is the writer over gocql. Each lane keeps what gocql needs for a request,
// so that a row costs no memory of ours.
type driver struct {
	cfg    *Sink
	db     *gocql.Session
	level  gocql.Consistency
	delete string
	lanes  []lane
}

// lane is what one parcel at a time uses.
type lane struct {
	batch   *gocql.Batch
	inserts *gocql.Query
	deletes *gocql.Query
	args    []any
	routing []byte
}

// MarshalCQL hands a cell's bytes to gocql. It is a pointer's method: a pointer goes
// into an interface without an allocation.
func (c *cell) MarshalCQL(gocql.TypeInfo) ([]byte, error) { return c.b, nil }

func newDriver(cfg *Sink, db *gocql.Session, level gocql.Consistency) *driver {
	d := &driver{cfg: cfg, db: db, level: level, delete: deleteStatement(cfg), lanes: make([]lane, cfg.InFlight)}
	for i := range d.lanes {
		d.lanes[i] = lane{batch: d.batch(), inserts: d.query(cfg.Statement), deletes: d.query(d.delete)}
	}
	return d
}

// A write time is always bound; gocql's own would change with each attempt and
// make a replay another write.
func (d *driver) batch() *gocql.Batch {
	return d.db.Batch(gocql.UnloggedBatch).Consistency(d.level).DefaultTimestamp(false).SetKeyspace(d.cfg.Keyspace)
}

func (d *driver) query(text string) *gocql.Query {
	return d.db.Query(text).Consistency(d.level).DefaultTimestamp(false).Idempotent(true).SetKeyspace(d.cfg.Keyspace)
}

// write implements writer.
func (d *driver) write(ctx context.Context, p *parcel) error {
	if len(p.rows) == 1 {
		return d.writeRow(ctx, p, 0)
	}
	l := &d.lanes[p.lane]
	l.args = l.args[:0]
	l.batch.Entries = l.batch.Entries[:0]
	// gocql may keep the slices of arguments until Exec returns: args must not move
	// while entries are added.
	if cap(l.args) < len(p.cells) {
		l.args = make([]any, 0, len(p.cells))
	}
	for i := range p.rows {
		text, args := d.bind(l, p, i)
		l.batch.Entries = append(l.batch.Entries, gocql.BatchEntry{Stmt: text, Args: args, Idempotent: true})
	}
	return l.batch.ExecContext(ctx)
}

// writeRow implements writer.
func (d *driver) writeRow(ctx context.Context, p *parcel, i int) error {
	l := &d.lanes[p.lane]
	l.args = l.args[:0]
	_, args := d.bind(l, p, i)
	q := l.inserts
	if p.del[i] {
		q = l.deletes
	}
	l.routing = d.routingKey(l.routing[:0], p, i)
	return q.RoutingKey(l.routing).Bind(args...).ExecContext(ctx)
}

// bind appends the arguments of row i to those of the lane.
func (d *driver) bind(l *lane, p *parcel, i int) (text string, args []any) {
	cells, from, text := p.row(i), len(l.args), d.cfg.Statement
	if p.del[i] {
		// DELETE … USING TIMESTAMP ? WHERE …: the write time comes first.
		l.args = append(l.args, &cells[len(cells)-1])
		cells, text = cells[:len(cells)-1], d.delete
	}
	for j := range cells {
		if cells[j].unset {
			l.args = append(l.args, gocql.UnsetValue)
			continue
		}
		l.args = append(l.args, &cells[j])
	}
	return text, l.args[from:len(l.args):len(l.args)]
}

// routingKey appends what the cluster's partitioner hashes: the cell of a simple
// partition key, or the cells of a composite one with their lengths.
func (d *driver) routingKey(b []byte, p *parcel, i int) []byte {
	cells := p.row(i)
	for k, column := range d.cfg.Key {
		if p.del[i] {
			column = k
		}
		c := cells[column].b
		if len(d.cfg.Key) == 1 {
			return append(b, c...)
		}
		b = binary.BigEndian.AppendUint16(b, uint16(len(c)))
		b = append(append(b, c...), 0)
	}
	return b
}

// deleteStatement is the prepared text that deletes the row of a primary key.
func deleteStatement(cfg *Sink) string {
	var b strings.Builder
	b.WriteString("DELETE FROM " + quote(cfg.Keyspace) + "." + quote(cfg.Table) + " USING TIMESTAMP ? WHERE ")
	for i, k := range append(append([]int(nil), cfg.Key...), cfg.KeyColumns...) {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(quote(cfg.Columns[k].Name) + " = ?")
	}
	return b.String()
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
