package run

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// liveColumn is a column as the cluster has it.
type liveColumn struct {
	name, kind, typ string
	position        int
}

// mismatch says that the live table is not the compiled one.
type mismatch struct {
	differences []string
}

func (m *mismatch) Error() string { return strings.Join(m.differences, "; ") }

// verify refuses a table that is not the compiled one, and prepares the
// statement.
func (s *session) verify(ctx context.Context, cfg *Sink) error {
	differences, err := s.differences(ctx, cfg)
	if err != nil {
		return err
	}
	if len(differences) > 0 {
		return fmt.Errorf("sink cassandra: %w", &mismatch{differences})
	}
	meta, err := s.db.StatementMetadata(ctx, cfg.Statement, cfg.Keyspace)
	if err != nil {
		return s.lookError(cfg, err)
	}
	if got, want := len(meta.BindColumns), len(cfg.Columns)+1; got != want {
		return fmt.Errorf("sink cassandra: table %s: the statement binds %d values and a row has %d", cfg.table(), got, want)
	}
	return nil
}

// differences compares the live table with the compiled one, a sentence each.
func (s *session) differences(ctx context.Context, cfg *Sink) ([]string, error) {
	live, err := s.columns(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if len(live) == 0 {
		return s.missing(ctx, cfg)
	}
	return compare(cfg, live), nil
}

// columns reads the columns of the live table; none where it does not exist.
func (s *session) columns(ctx context.Context, cfg *Sink) ([]liveColumn, error) {
	const q = `SELECT column_name, kind, position, type FROM system_schema.columns WHERE keyspace_name = ? AND table_name = ?`
	scan := s.db.Query(q, cfg.Keyspace, cfg.Table).IterContext(ctx).Scanner()
	var all []liveColumn
	for scan.Next() {
		var c liveColumn
		if err := scan.Scan(&c.name, &c.kind, &c.position, &c.typ); err != nil {
			return nil, s.lookError(cfg, err)
		}
		all = append(all, c)
	}
	if err := scan.Err(); err != nil {
		return nil, s.lookError(cfg, err)
	}
	return all, nil
}

// missing says which of keyspace and table is not there.
func (s *session) missing(ctx context.Context, cfg *Sink) ([]string, error) {
	const q = `SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?`
	n := s.db.Query(q, cfg.Keyspace).IterContext(ctx)
	rows := n.NumRows()
	if err := n.Close(); err != nil {
		return nil, s.lookError(cfg, err)
	}
	if rows == 0 {
		return []string{fmt.Sprintf("keyspace %s does not exist (table %s)", cfg.Keyspace, cfg.table())}, nil
	}
	return []string{fmt.Sprintf("table %s does not exist", cfg.table())}, nil
}

// lookError is the error of a request about the table.
func (s *session) lookError(cfg *Sink, err error) error {
	err = fmt.Errorf("connection %s: look at table %s: %w", s.name, cfg.table(), plain(err))
	if judge(err) == again {
		return connector.Retry(err)
	}
	return err
}

// Check implements [connector.Checker].
func (s *sink) Check(ctx context.Context) ([]string, error) {
	live, err := s.cfg.Connection.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer s.cfg.Connection.release()
	return live.differences(ctx, &s.cfg)
}

// compare finds what keeps the compiled rows from fitting the live table. A column
// that only the live one has is none of that: it is left unset.
func compare(cfg *Sink, live []liveColumn) []string {
	byName := make(map[string]liveColumn, len(live))
	for _, c := range live {
		byName[c.name] = c
	}
	var out []string
	for _, c := range cfg.Columns {
		l, ok := byName[c.Name]
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("column %s.%s does not exist", cfg.table(), c.Name))
		case normal(l.typ, cfg.Keyspace) != normal(c.Type, cfg.Keyspace):
			out = append(out, fmt.Sprintf("column %s.%s is %s, compiled for %s", cfg.table(), c.Name, l.typ, c.Type))
		case strings.HasPrefix(normal(l.typ, cfg.Keyspace), "tuple<"):
			// gocql counts a bind marker for each element of a tuple, and has no other way.
			out = append(out, fmt.Sprintf("column %s.%s is a tuple, which the driver cannot write as a whole; leave it out, or use a type of named fields", cfg.table(), c.Name))
		}
	}
	if got, want := liveKey(live), compiledKey(cfg); got != want {
		out = append(out, fmt.Sprintf("the primary key of %s is %s, compiled for %s", cfg.table(), got, want))
	}
	return out
}

// normal is a type in one spelling. Frozen or not makes no difference to the
// bytes of a cell.
func normal(typ, keyspace string) string {
	typ = strings.ToLower(strings.Join(strings.Fields(typ), ""))
	typ = strings.NewReplacer(strings.ToLower(keyspace)+".", "", `"`, "").Replace(typ)
	for {
		i := strings.Index(typ, "frozen<")
		if i < 0 {
			break
		}
		typ = unwrap(typ, i, len("frozen<"))
	}
	words := strings.FieldsFunc(typ, func(r rune) bool { return strings.ContainsRune("<>,", r) })
	for _, w := range words {
		if w == "varchar" {
			return strings.ReplaceAll(typ, "varchar", "text")
		}
	}
	return typ
}

// unwrap takes the n bytes at i and the bracket that closes them out of typ.
func unwrap(typ string, i, n int) string {
	depth := 1
	for j := i + n; j < len(typ); j++ {
		switch typ[j] {
		case '<':
			depth++
		case '>':
			depth--
		}
		if depth == 0 {
			return typ[:i] + typ[i+n:j] + typ[j+1:]
		}
	}
	return typ[:i] + typ[i+n:]
}

// liveKey is the primary key of the live table, as in a DDL.
func liveKey(live []liveColumn) string {
	pick := func(kind string) []string {
		var of []liveColumn
		for _, c := range live {
			if c.kind == kind {
				of = append(of, c)
			}
		}
		sort.Slice(of, func(i, j int) bool { return of[i].position < of[j].position })
		var names []string
		for _, c := range of {
			names = append(names, c.name)
		}
		return names
	}
	return keyText(pick("partition_key"), pick("clustering"))
}

func compiledKey(cfg *Sink) string {
	names := func(of []int) []string {
		var all []string
		for _, i := range of {
			all = append(all, cfg.Columns[i].Name)
		}
		return all
	}
	return keyText(names(cfg.Key), names(cfg.KeyColumns))
}

func keyText(partition, clustering []string) string {
	return "(" + strings.Join(append([]string{"(" + strings.Join(partition, ", ") + ")"}, clustering...), ", ") + ")"
}
