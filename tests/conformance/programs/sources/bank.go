// A bank under load: accounts with locks taken in order, transfers that fail, an audit that always adds up, interest,
// and a journal; everything is checked at the end.
package main

import (
	"errors"
	"fmt"
	"math/rand"
	"os"
	"sort"
	"sync"
	"sync/atomic"
)

// Cents is an amount of money.
type Cents int64

func (c Cents) String() string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s%d.%02d", sign, c/100, c%100)
}

// Account has a lock of its own.
type Account struct {
	sync.Mutex
	id      int
	balance Cents
	history []entry
}

type entry struct {
	kind   kind
	amount Cents
	other  int
}

type kind uint8

const (
	deposit kind = iota
	withdrawal
	transferIn
	transferOut
	interest
)

var kindNames = [...]string{deposit: "deposit", withdrawal: "withdrawal", transferIn: "in", transferOut: "out", interest: "interest"}

func (k kind) String() string { return kindNames[k] }

// InsufficientFunds says what is missing.
type InsufficientFunds struct {
	Account int
	Missing Cents
}

func (e *InsufficientFunds) Error() string {
	return fmt.Sprintf("account %d lacks %v", e.Account, e.Missing)
}

var errSame = errors.New("transfer to the same account")

// Bank holds accounts.
type Bank struct {
	sync.RWMutex // held for writing by the audit
	accounts     []*Account
	failed       atomic.Int64
}

func open(n int, start Cents) *Bank {
	b := new(Bank)
	for i := range n {
		a := &Account{id: i}
		a.book(deposit, start, i)
		b.accounts = append(b.accounts, a)
	}
	return b
}

func (a *Account) book(k kind, amount Cents, other int) {
	if k == withdrawal || k == transferOut {
		a.balance -= amount
	} else {
		a.balance += amount
	}
	a.history = append(a.history, entry{k, amount, other})
}

// Transfer moves money; locks are taken in the order of the accounts' numbers.
func (b *Bank) Transfer(from, to int, amount Cents) error {
	if from == to {
		return errSame
	}
	b.RLock()
	defer b.RUnlock()
	first, second := b.accounts[min(from, to)], b.accounts[max(from, to)]
	first.Lock()
	defer first.Unlock()
	second.Lock()
	defer second.Unlock()
	source, target := b.accounts[from], b.accounts[to]
	if source.balance < amount {
		b.failed.Add(1)
		return fmt.Errorf("transfer of %v: %w", amount, &InsufficientFunds{from, amount - source.balance})
	}
	source.book(transferOut, amount, to)
	target.book(transferIn, amount, from)
	return nil
}

// Total stops everything and adds up.
func (b *Bank) Total() (total Cents) {
	b.Lock()
	defer b.Unlock()
	for _, a := range b.accounts {
		total += a.balance
	}
	return total
}

func (b *Bank) check() (problems []error) {
	for _, a := range b.accounts {
		var sum Cents
		for _, e := range a.history {
			switch e.kind {
			case deposit, transferIn, interest:
				sum += e.amount
			case withdrawal, transferOut:
				sum -= e.amount
			}
		}
		if sum != a.balance {
			problems = append(problems, fmt.Errorf("account %d: %v booked, %v there", a.id, sum, a.balance))
		}
	}
	return
}

func main() {
	const accounts, tellers, rounds = 12, 8, 400
	bank := open(accounts, 1000_00)
	var group sync.WaitGroup
	stop := make(chan struct{})
	audits := make(chan int)
	go func() {
		wrong := 0
		for {
			select {
			case <-stop:
				audits <- wrong
				return
			default:
				if bank.Total() != accounts*1000_00 {
					wrong++
				}
			}
		}
	}()
	var same, short atomic.Int64
	for teller := range tellers {
		group.Add(1)
		go func() {
			defer group.Done()
			random := rand.New(rand.NewSource(int64(teller)))
			for range rounds {
				err := bank.Transfer(random.Intn(accounts), random.Intn(accounts), Cents(random.Intn(900_00)))
				var missing *InsufficientFunds
				switch {
				case errors.Is(err, errSame):
					same.Add(1)
				case errors.As(err, &missing):
					if missing.Missing <= 0 {
						panic("nothing was missing")
					}
					short.Add(1)
				case err != nil:
					panic(err)
				}
			}
		}()
	}
	group.Wait()
	close(stop)
	fmt.Println("wrong audits:", <-audits, "total:", bank.Total(), "problems:", bank.check())
	fmt.Println("same:", same.Load(), "short as counted:", short.Load() == bank.failed.Load())

	small := open(3, 50)
	fmt.Println(small.Transfer(0, 1, 20), small.Transfer(1, 2, 71), small.Transfer(2, 2, 1))
	err := small.Transfer(0, 2, 31)
	fmt.Println(err, errors.Unwrap(err).(*InsufficientFunds).Missing)
	for _, a := range small.accounts {
		a.book(interest, a.balance/10, a.id)
		fmt.Println(a.id, a.balance, a.history)
	}
	sort.Slice(small.accounts, func(i, j int) bool { return small.accounts[i].balance > small.accounts[j].balance })
	fmt.Println(small.accounts[0].id, Cents(-5), Cents(-123456))
	small.accounts[1].balance++
	if problems := small.check(); problems != nil {
		fmt.Fprintln(os.Stderr, problems)
		defer os.Exit(len(problems))
	}
}
