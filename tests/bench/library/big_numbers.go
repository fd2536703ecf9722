// Products, quotients and powers of long integers.
package main

import (
	"fmt"
	"math/big"
)

func main() {
	product := big.NewInt(1)
	for i := int64(1); i <= 24000; i++ {
		product.Mul(product, big.NewInt(i))
	}
	square := new(big.Int)
	for range 20 {
		square.Mul(product, product)
	}
	quotient, rest := new(big.Int), new(big.Int)
	for range 20 {
		quotient.DivMod(square, new(big.Int).Add(product, big.NewInt(1)), rest)
	}
	modulus := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 1279), big.NewInt(1))
	power := big.NewInt(3)
	for range 100 {
		power.Exp(power, new(big.Int).Sub(modulus, big.NewInt(2)), modulus)
	}
	fmt.Println(len(product.String()), square.BitLen(), quotient.BitLen(), rest.BitLen(), power.BitLen())
}
