package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// failure is the error of a parcel, as the caller is to see it.
func (s *sink) failure(ctx context.Context, p *parcel) error {
	if p.bad >= 0 {
		return s.refusal(ctx, p)
	}
	err := fmt.Errorf("sink cassandra: write batch of %d (%s): table %s: %w", len(p.rows), s.placeOf(p), s.cfg.table(), plain(p.err))
	if judge(p.err) == forGood {
		return err
	}
	return connector.Retry(err)
}

// refusal is the error of a row that the cluster refuses. Where the table is no
// longer the compiled one, that is the reason, and it is not about the row.
func (s *sink) refusal(ctx context.Context, p *parcel) error {
	differences, err := s.differences(ctx)
	if err != nil {
		return err
	}
	if len(differences) > 0 {
		return fmt.Errorf("sink cassandra: %w", &mismatch{differences})
	}
	r := &s.pending.rows[p.rows[p.bad]]
	offset := r.batch.Rows[r.index].Offset
	return s.rowError(r.batch, int(r.index), fmt.Errorf("sink cassandra: write row (%s): table %s: %w", place(r.batch, offset, offset), s.cfg.table(), plain(p.err)))
}

// rowError blames a row, unless the error is a bug of the generated code.
func (s *sink) rowError(b *record.Batch, i int, err error) error {
	if errors.Is(err, errCells) {
		return err
	}
	return &connector.RowError{Batch: b, Row: i, Code: refusedCode, Err: err}
}

// placeOf says where the rows of a parcel came from; where from several splits, it
// names that of the first.
func (s *sink) placeOf(p *parcel) string {
	first := &s.pending.rows[p.rows[0]]
	from := first.batch.Rows[first.index].Offset
	to, mixed := from, false
	for _, i := range p.rows[1:] {
		r := &s.pending.rows[i]
		if r.batch.Topic != first.batch.Topic || r.batch.Partition != first.batch.Partition {
			mixed = true
			continue
		}
		o := r.batch.Rows[r.index].Offset
		from, to = min(from, o), max(to, o)
	}
	if mixed {
		return place(first.batch, from, to) + " and others"
	}
	return place(first.batch, from, to)
}
