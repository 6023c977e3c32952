package cluster

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"slices"
)

// Task is a part of a pipeline's source, which one worker runs at a time.
type Task struct {
	Pipeline string
	// Index is which of the pipeline's Of tasks it is. Tasks of another Of are
	// others: the parts of a source that is cut into eight are not those of one cut
	// into three.
	Index, Of int32
}

func (t Task) String() string { return fmt.Sprintf("%s/%d", t.Pipeline, t.Index) }

func (t Task) compare(o Task) int {
	return cmp.Or(cmp.Compare(t.Pipeline, o.Pipeline), cmp.Compare(t.Of, o.Of), cmp.Compare(t.Index, o.Index))
}

// Claim is a task that a worker runs.
type Claim struct {
	Task
	// Generation is that of the group in which the task was given, 0 where the worker
	// has lost the right to it and is still stopping it.
	Generation int32
}

// Offer is a pipeline of which a worker can run tasks, and into how many it is cut.
type Offer struct {
	Pipeline string
	Tasks    int32
}

// Member is what a worker tells of itself when it joins the group.
type Member struct {
	Worker string // the same after a restart
	Build  string // what it was built from, for people
	Offers []Offer
	Claims []Claim
	// Round counts how often it has joined: the brokers pass over a member that joins
	// again and has nothing new to tell.
	Round int32
}

// Assignment is what the leader answers to a member.
type Assignment struct {
	Leader string // the worker that computed it
	Given  []Task // all that the member may run
	Revoke []Task // of what it claims: to be stopped, then the group is joined again
	// Seen is the [Member.able] of the member that it was made for. A worker that
	// starts again may get what was made for it before.
	Seen uint32
}

// able is a sum of what a member can do.
func (m *Member) able() uint32 {
	bare := Member{Build: m.Build, Offers: m.Offers}
	return crc32.ChecksumIEEE(bare.encode())
}

// Assign shares the tasks of all pipelines out among the members, by their ids in the
// group.
//
// Who runs a task keeps it; tasks that nobody claims are given to those who have the
// least; then tasks move from who has too many. A task that somebody still claims is
// given to nobody else: it is revoked, and who had it joins again without it. A task
// that two claim is the one's to whom it was given later, and nobody's if that cannot
// be told.
func Assign(members map[string]Member) map[string]Assignment {
	p := newPlan(members)
	p.keep()
	p.give()
	p.balance()
	return p.assignments()
}

// plan is an assignment in the making.
type plan struct {
	seats  []*seat // in the order of their workers
	shapes map[string]int32
	claims map[Task][]claimant
	// held are the pipelines of which tasks of another shape still run.
	held map[string]bool
}

// seat is a member with what it is to run.
type seat struct {
	id string
	Member
	offers map[string]int32
	claims map[Task]int32 // the generations
	tasks  map[Task]bool
	of     map[string]int // how many of each pipeline
	// coming are tasks that are to be its own when those who run them have stopped.
	coming int
}

type claimant struct {
	seat       *seat
	generation int32
}

func newPlan(members map[string]Member) *plan {
	p := &plan{claims: map[Task][]claimant{}, held: map[string]bool{}}
	for id, m := range members {
		s := &seat{id: id, Member: m, offers: map[string]int32{}, claims: map[Task]int32{}, tasks: map[Task]bool{}, of: map[string]int{}}
		for _, o := range m.Offers {
			s.offers[o.Pipeline] = o.Tasks
		}
		for _, c := range m.Claims {
			s.claims[c.Task] = c.Generation
		}
		p.seats = append(p.seats, s)
	}
	slices.SortFunc(p.seats, func(a, b *seat) int { return cmp.Or(cmp.Compare(a.Worker, b.Worker), cmp.Compare(a.id, b.id)) })
	for _, s := range p.seats {
		for t, g := range s.claims {
			p.claims[t] = append(p.claims[t], claimant{s, g})
		}
	}
	p.shape()
	return p
}

// shape decides into how many tasks each pipeline is cut where workers of several
// builds differ: as most of them say, then as it runs now.
func (p *plan) shape() {
	votes := map[Offer]int{}
	for _, s := range p.seats {
		for name, of := range s.offers {
			votes[Offer{name, of}]++
		}
	}
	running := map[Offer]int{}
	for t := range p.claims {
		running[Offer{t.Pipeline, t.Of}]++
	}
	p.shapes = map[string]int32{}
	better := func(a, b Offer) bool {
		return cmp.Or(cmp.Compare(votes[a], votes[b]), cmp.Compare(running[a], running[b]), cmp.Compare(a.Tasks, b.Tasks)) > 0
	}
	for o := range votes {
		if now, some := p.shapes[o.Pipeline]; !some || better(o, Offer{o.Pipeline, now}) {
			p.shapes[o.Pipeline] = o.Tasks
		}
	}
	for t := range p.claims {
		if t.Of != p.shapes[t.Pipeline] {
			p.held[t.Pipeline] = true
		}
	}
}

// can reports whether a member is able to run a task that there is.
func (p *plan) can(s *seat, t Task) bool {
	of, offered := s.offers[t.Pipeline]
	return offered && of == t.Of && of == p.shapes[t.Pipeline] && t.Index >= 0 && t.Index < of
}

// keep leaves each task with the one who runs it by right.
func (p *plan) keep() {
	for t, all := range p.claims {
		last := slices.MaxFunc(all, func(a, b claimant) int { return cmp.Compare(a.generation, b.generation) })
		several := 0
		for _, c := range all {
			if c.generation == last.generation {
				several++
			}
		}
		if several == 1 && last.generation > 0 && p.can(last.seat, t) {
			last.seat.take(t)
		}
	}
}

// give gives the tasks that nobody claims to those who have the least.
func (p *plan) give() {
	for _, name := range slices.Sorted(maps.Keys(p.shapes)) {
		if p.held[name] {
			continue
		}
		for i := range p.shapes[name] {
			t := Task{name, i, p.shapes[name]}
			if len(p.claims[t]) > 0 {
				continue
			}
			if s := p.least(t); s != nil {
				s.take(t)
			}
		}
	}
}

// least is the member with the least to do of those that can run t.
func (p *plan) least(t Task) *seat {
	var best *seat
	for _, s := range p.seats {
		if p.can(s, t) && (best == nil || cmp.Or(cmp.Compare(len(s.tasks), len(best.tasks)), cmp.Compare(s.of[t.Pipeline], best.of[t.Pipeline])) < 0) {
			best = s
		}
	}
	return best
}

func (s *seat) take(t Task) {
	s.tasks[t] = true
	s.of[t.Pipeline]++
}

func (s *seat) drop(t Task) {
	delete(s.tasks, t)
	s.of[t.Pipeline]--
}

// balance moves tasks from those who have two more than another. Each move makes the
// numbers more alike, so there is an end.
func (p *plan) balance() {
	for p.move() {
	}
}

func (p *plan) move() bool {
	rich := slices.SortedStableFunc(slices.Values(p.seats), func(a, b *seat) int { return cmp.Compare(b.load(), a.load()) })
	for _, from := range rich {
		for _, to := range slices.Backward(rich) {
			if from.load() < to.load()+2 {
				break
			}
			if t, some := p.movable(from, to); some {
				from.drop(t)
				if from.runs(t) {
					to.coming++
				} else {
					to.take(t)
				}
				return true
			}
		}
	}
	return false
}

func (s *seat) load() int { return len(s.tasks) + s.coming }

func (s *seat) runs(t Task) bool {
	_, claimed := s.claims[t]
	return claimed
}

// age is the generation in which a task was given, that of one that does not run yet
// behind all others.
func (s *seat) age(t Task) int32 {
	if g, claimed := s.claims[t]; claimed {
		return g
	}
	return math.MaxInt32
}

// movable is the task that moves most easily: the one that was given last. A worker
// that comes back soon gets its own again by that.
func (p *plan) movable(from, to *seat) (best Task, some bool) {
	for t := range from.tasks {
		if !p.can(to, t) {
			continue
		}
		if !some || cmp.Or(cmp.Compare(from.age(t), from.age(best)), t.compare(best)) > 0 {
			best, some = t, true
		}
	}
	return best, some
}

func (p *plan) assignments() map[string]Assignment {
	all := make(map[string]Assignment, len(p.seats))
	for _, s := range p.seats {
		a := Assignment{Seen: s.able(), Given: slices.SortedFunc(maps.Keys(s.tasks), Task.compare)}
		for t := range s.claims {
			if !s.tasks[t] {
				a.Revoke = append(a.Revoke, t)
			}
		}
		slices.SortFunc(a.Revoke, Task.compare)
		all[s.id] = a
	}
	return all
}
