// A program of database/sql over a driver in pure Go that keeps its tables in memory.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	_ "github.com/proullon/ramsql/driver"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

type book struct {
	id     int64
	author string
	title  string
	price  int64
}

func fill(db *sql.DB) {
	for _, table := range []string{
		"create table author (id bigserial primary key, name text, born int)",
		"create table book (id bigserial primary key, author int, title text, price int)",
	} {
		_, err := db.Exec(table)
		check(err)
	}
	insert, err := db.Prepare("insert into book (author, title, price) values ($1, $2, $3)")
	check(err)
	defer insert.Close()
	for i := range 10 {
		r, err := db.Exec("insert into author (name, born) values ($1, $2)", fmt.Sprint("author ", i), 1900+i)
		check(err)
		id, err := r.LastInsertId()
		check(err)
		for j := range 5 {
			_, err := insert.Exec(id, fmt.Sprintf("title %d.%d", i, j), i*j)
			check(err)
		}
	}
}

func books(db *sql.DB, query string, args ...any) (found []book) {
	rows, err := db.Query(query, args...)
	if err != nil {
		fmt.Println("query:", err)
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var b book
		check(rows.Scan(&b.id, &b.author, &b.title, &b.price))
		found = append(found, b)
	}
	check(rows.Err())
	return found
}

func main() {
	db, err := sql.Open("ramsql", "books")
	check(err)
	defer db.Close()
	check(db.Ping())
	fill(db)
	var n int
	check(db.QueryRow("select count(*) from book").Scan(&n))
	fmt.Println("books:", n)
	for _, b := range books(db, "select book.id, author.name, book.title, book.price from book join author on author.id = book.author where book.price > $1 order by book.id desc limit 7", 10) {
		fmt.Println(b)
	}
	r, err := db.Exec("update book set price = 99 where author = $1", 3)
	check(err)
	fmt.Println(r.RowsAffected())
	r, err = db.Exec("delete from book where price = 99")
	check(err)
	fmt.Println(r.RowsAffected())
	tx, err := db.BeginTx(context.Background(), nil)
	check(err)
	_, err = tx.Exec("insert into author (name, born) values ($1, $2)", "nobody", 1)
	check(err)
	fmt.Println("rollback:", tx.Rollback(), tx.Rollback())
	var name sql.NullString
	err = db.QueryRow("select name from author where born = 1").Scan(&name)
	fmt.Println(name, err, errors.Is(err, sql.ErrNoRows))
	fmt.Println(db.QueryRow("select name from author where born = $1", 1905).Scan(&n))
	_, err = db.Exec("selec everything")
	fmt.Println(err != nil)
	_, err = db.Query("select * from missing")
	fmt.Println(err)
	db.SetMaxOpenConns(4)
	var wg sync.WaitGroup
	counts := make([]int, 8)
	for i := range counts {
		wg.Go(func() {
			for range 10 {
				var c int
				check(db.QueryRow("select count(*) from book where author = $1", i+1).Scan(&c))
				counts[i] += c
			}
		})
	}
	wg.Wait()
	fmt.Println(counts, db.Stats().MaxOpenConnections)
	ctx, cancel := context.WithTimeout(context.Background(), -time.Second)
	defer cancel()
	fmt.Println(db.PingContext(ctx))
}
