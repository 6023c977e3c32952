package cluster

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// assigner is Assign, or a variant of it that is wrong on purpose.
type assigner func(map[string]Member) map[string]Assignment

// town is a cluster without a network: workers come, go, die and stand still, and each
// change is followed by the generations of the group until it is at rest.
type town struct {
	rng        *rand.Rand
	assign     assigner
	generation int32
	people     []*person
	offers     []Offer
	worst      int // generations after one change
}

// person is a worker of the town.
type person struct {
	id     string
	worker string
	offers []Offer
	runs   map[Task]int32
	// slow workers have not stopped all by the next generation.
	slow bool
}

const mostPeople = 6

func newTown(seed uint64, assign assigner) *town {
	w := &town{rng: rand.New(rand.NewPCG(seed, 3)), assign: assign}
	for i := range 1 + w.rng.IntN(3) {
		w.offers = append(w.offers, Offer{fmt.Sprint("p", i), int32(1 + w.rng.IntN(9))})
	}
	return w
}

func (w *town) come(worker string) *person {
	w.generation++ // ids of members are never used again
	p := &person{id: fmt.Sprintf("%s-%d", worker, w.generation), worker: worker, offers: w.offers, runs: map[Task]int32{}}
	w.people = append(w.people, p)
	return p
}

func (w *town) anyone() *person { return w.people[w.rng.IntN(len(w.people))] }

func (w *town) leave(p *person) {
	w.people = slices.DeleteFunc(w.people, func(o *person) bool { return o == p })
}

// change lets something happen, and returns how many generations may follow it.
func (w *town) change() (what string, most int) {
	n := len(w.people)
	switch k := w.rng.IntN(20); {
	case n == 0 || k < 5 && n < mostPeople:
		return "come " + w.come(fmt.Sprint("w", w.rng.IntN(50))).id, 2
	case k < 8:
		p := w.anyone()
		w.leave(p)
		return "leave " + p.id, 2
	case k < 10: // killed and started again
		p := w.anyone()
		w.leave(p)
		return "bounce " + w.come(p.worker).id, 2
	case k < 12:
		p := w.anyone()
		p.slow = true
		return "slow " + p.id, 2
	case k < 14:
		return w.wake(), 3
	case k < 15:
		return w.twice(), 3
	case k < 17: // it comes with another build, all at once or one after the other
		if w.rng.IntN(2) == 0 {
			w.offers = slices.Clone(w.offers)
			w.offers[w.rng.IntN(len(w.offers))].Tasks = int32(1 + w.rng.IntN(9))
		}
		p := w.anyone()
		w.leave(p)
		return "upgrade " + w.come(p.worker).id, 3
	case k < 18: // it runs some of the pipelines only
		p := w.anyone()
		w.leave(p)
		p = w.come(p.worker)
		p.offers = slices.Clone(p.offers[:w.rng.IntN(len(p.offers)+1)])
		return "choose " + p.id, 2
	}
	return "nothing", 1
}

// wake lets a worker stand still past its session, until others have its tasks. Then it
// comes back: it may not run them any more, and says so, or has not noticed.
func (w *town) wake() string {
	p := w.anyone()
	w.leave(p)
	if err := w.rest(3); err != nil {
		return err.Error()
	}
	noticed := w.rng.IntN(2) == 0
	for t := range p.runs {
		if noticed {
			p.runs[t] = 0
		}
	}
	w.people = append(w.people, p)
	return fmt.Sprintf("wake %s, noticed %t", p.id, noticed)
}

// twice has a worker claim what another one runs, by the same right.
func (w *town) twice() string {
	a, b := w.anyone(), w.anyone()
	for t, g := range a.runs {
		if a == b || !slices.Contains(b.offers, Offer{t.Pipeline, t.Of}) {
			break
		}
		b.runs[t] = g
		return fmt.Sprintf("%s claims %v of %s", b.id, t, a.id)
	}
	return "nobody claims twice"
}

func (w *town) members() map[string]Member {
	members := map[string]Member{}
	for _, p := range w.people {
		m := Member{Worker: p.worker, Offers: p.offers}
		for t, g := range p.runs {
			m.Claims = append(m.Claims, Claim{t, g})
		}
		members[p.id] = m
	}
	return members
}

// rest lets generations follow until nobody has anything to stop.
func (w *town) rest(most int) error {
	for n := 1; len(w.people) > 0; n++ {
		members := w.members()
		w.generation++
		out := w.assign(members)
		if err := errors.Join(judge(members, out), w.sticky(members, out)); err != nil {
			return err
		}
		again := w.follow(out)
		if !again {
			w.worst = max(w.worst, n)
			if n > most {
				return fmt.Errorf("%d generations after one change, want at most %d (M4)", n, most)
			}
			return w.fair()
		}
		if n > most {
			return fmt.Errorf("more than %d generations after one change (M4)", most)
		}
	}
	return nil
}

// sticky: where all can run all and claim only their own, not one task more is stopped
// than must be.
func (w *town) sticky(members map[string]Member, out map[string]Assignment) error {
	claims := map[Task]bool{}
	tasks, revoked := 0, 0
	for _, o := range w.offers {
		tasks += int(o.Tasks)
	}
	for id, m := range members {
		if !slices.Equal(m.Offers, w.offers) {
			return nil
		}
		for _, c := range m.Claims {
			if claims[c.Task] || c.Generation == 0 || !slices.Contains(w.offers, Offer{c.Pipeline, c.Of}) {
				return nil
			}
			claims[c.Task] = true
		}
		revoked += len(out[id].Revoke)
	}
	if want := fewestStops(members, tasks); revoked != want {
		return fmt.Errorf("%d tasks are stopped, %d must be (M3)", revoked, want)
	}
	return nil
}

// follow has all do as they are told, in the worst order: what is to be started is
// started while all that is to be stopped still runs.
func (w *town) follow(out map[string]Assignment) (again bool) {
	for _, p := range w.people {
		a := out[p.id]
		for t := range p.runs {
			if slices.Contains(a.Given, t) {
				continue
			}
			again = true
			if p.slow {
				p.runs[t] = 0
			} else {
				delete(p.runs, t)
			}
		}
		p.slow = false
		for _, t := range a.Given {
			if _, running := p.runs[t]; !running {
				p.runs[t] = w.generation
			}
		}
	}
	return again
}

// fair: at rest all have the same but for one, and all runs (M6).
func (w *town) fair() error {
	least, most, sum, want := 1<<30, 0, 0, 0
	for _, o := range w.offers {
		want += int(o.Tasks)
	}
	running := map[Task]string{}
	for _, p := range w.people {
		if !slices.Equal(p.offers, w.offers) {
			return nil
		}
		for t := range p.runs {
			if other, twice := running[t]; twice {
				return fmt.Errorf("%v runs on %s and %s (M1)", t, other, p.id)
			}
			running[t] = p.id
		}
		least, most, sum = min(least, len(p.runs)), max(most, len(p.runs)), sum+len(p.runs)
	}
	if sum != want || most-least > 1 {
		return fmt.Errorf("%d of %d tasks run, the least on one worker %d, the most %d (M6)", sum, want, least, most)
	}
	return nil
}

// play returns the first rule that is broken.
func play(seed uint64, changes int, assign assigner) error {
	w := newTown(seed, assign)
	for n := range changes {
		what, most := w.change()
		if slices.ContainsFunc(w.people, func(p *person) bool { return p.slow }) {
			most++
		}
		if slices.ContainsFunc(w.people, func(p *person) bool { return !slices.Equal(p.offers, w.offers) }) {
			most++ // who cannot run all leaves more to share out anew
		}
		if err := w.rest(most); err != nil {
			return fmt.Errorf("change %d, %s: %w", n, what, err)
		}
	}
	return nil
}

// TestAssign: the rules hold over thousands of changes.
func TestAssign(t *testing.T) {
	start := time.Now()
	const seeds, changes = 200, 40
	for seed := range uint64(seeds) {
		if err := play(seed, changes, Assign); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	t.Logf("%d changes in %v", seeds*changes, time.Since(start).Round(time.Millisecond))
}

// TestAssignIsAFunction: equal members have equal assignments, whatever the order in
// which they are looked at.
func TestAssignIsAFunction(t *testing.T) {
	w := newTown(1, Assign)
	for range 5 {
		w.come(fmt.Sprint("w", w.rng.IntN(50)))
	}
	if err := w.rest(2); err != nil {
		t.Fatal(err)
	}
	w.leave(w.people[2])
	members := w.members()
	for range 50 {
		if a, b := fmt.Sprint(Assign(members)), fmt.Sprint(Assign(members)); a != b {
			t.Fatalf("%s\n%s", a, b)
		}
	}
}

// wrong are the mistakes that the rules must notice.
var wrong = map[string]assigner{
	"gives at once what another one still runs": func(members map[string]Member) map[string]Assignment {
		out := Assign(members)
		ids := slices.Sorted(maps.Keys(out))
		for _, id := range ids {
			for _, t := range out[id].Revoke {
				least := slices.MinFunc(ids, func(a, b string) int { return len(out[a].Given) - len(out[b].Given) })
				a := out[least]
				if least != id && slices.Contains(members[least].Offers, Offer{t.Pipeline, t.Of}) {
					a.Given = append(slices.Clone(a.Given), t)
				}
				out[least] = a
			}
		}
		return out
	},
	"forgets who runs what": func(members map[string]Member) map[string]Assignment {
		bare := map[string]Member{}
		for id, m := range members {
			m.Claims = nil
			bare[id] = m
		}
		out := Assign(bare)
		for id, a := range out {
			a.Revoke = lostClaims(members[id], a)
			out[id] = a
		}
		return out
	},
	"believes every claim": func(members map[string]Member) map[string]Assignment {
		out := Assign(members)
		for id, a := range out {
			for _, t := range a.Revoke {
				if slices.Contains(members[id].Offers, Offer{t.Pipeline, t.Of}) {
					a.Given = append(a.Given, t)
				}
			}
			a.Revoke = lostClaims(members[id], a)
			out[id] = a
		}
		return out
	},
	"believes the elder claim": func(members map[string]Member) map[string]Assignment {
		turned := map[string]Member{}
		for id, m := range members {
			m.Claims = slices.Clone(m.Claims)
			for i, c := range m.Claims {
				if c.Generation > 0 {
					m.Claims[i].Generation = 1<<30 - c.Generation
				}
			}
			turned[id] = m
		}
		return Assign(turned)
	},
	"never moves": func(members map[string]Member) map[string]Assignment {
		p := newPlan(members)
		p.keep()
		p.give()
		return p.assignments()
	},
	"does not give what was lost": func(members map[string]Member) map[string]Assignment {
		p := newPlan(members)
		p.keep()
		p.balance()
		if len(p.claims) == 0 {
			p.give()
		}
		return p.assignments()
	},
	"cuts a pipeline anew while the old tasks run": func(members map[string]Member) map[string]Assignment {
		p := newPlan(members)
		clear(p.held)
		p.keep()
		p.give()
		p.balance()
		return p.assignments()
	},
	"gives what is not offered": func(members map[string]Member) map[string]Assignment {
		all := map[string]Member{}
		var offers []Offer
		for _, id := range slices.Sorted(maps.Keys(members)) {
			for _, o := range members[id].Offers {
				if !slices.ContainsFunc(offers, func(had Offer) bool { return had.Pipeline == o.Pipeline }) {
					offers = append(offers, o)
				}
			}
		}
		for id, m := range members {
			m.Offers = offers
			all[id] = m
		}
		return Assign(all)
	},
	"moves one more than it must": func(members map[string]Member) map[string]Assignment {
		out := Assign(members)
		for _, id := range slices.Sorted(maps.Keys(out)) {
			if a := out[id]; len(a.Given) > 0 && len(members) > 1 && claimOf(members[id], a.Given[0]) > 0 {
				a.Given = a.Given[1:]
				a.Revoke = lostClaims(members[id], a)
				out[id] = a
				break
			}
		}
		return out
	},
}

// TestWrongAssignersAreNoticed: the same plays tell each wrong variant from the right one.
func TestWrongAssignersAreNoticed(t *testing.T) {
	for name, assign := range wrong {
		t.Run(name, func(t *testing.T) {
			caught := 0
			for seed := range uint64(20) {
				if play(seed, 150, assign) != nil {
					caught++
				}
			}
			if caught < 15 {
				t.Errorf("noticed with %d of 20 seeds", caught)
			}
		})
	}
}
