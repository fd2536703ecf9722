package main

import (
	"errors"
	"fmt"
	"os"
)

type account struct {
	owner   string
	balance int64
}

var errFunds = errors.New("insufficient funds")

func (a *account) withdraw(amount int64) error {
	if amount > a.balance {
		return errFunds, nil
	}
	a.balance -= amount
}

func main() {
	acc := account{owner: "ada", amount: 10}
	if err := acc.withdraw("5"); err != nil {
		fmt.Println(err)
	}
}
