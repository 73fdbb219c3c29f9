"""What the standards print, and keys of odd shape found by walking the curve."""

from __future__ import annotations

from typing import Final

# GM/T 0003.5 A.2: signature over "message digest" by the user 1234567812345678
SCALAR: Final = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
POINT: Final = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
Z: Final = bytes.fromhex("B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3")
DIGEST: Final = bytes.fromhex("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640")
MESSAGE: Final = b"message digest"
NONCE: Final = bytes.fromhex("59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21")
R: Final = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S: Final = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA

# GM/T 0003.5 C.2: "encryption standard" for the same key and nonce; its x begins with byte 04
PLAINTEXT: Final = b"encryption standard"
C1: Final = bytes.fromhex(
    "04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
    "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
)
C3: Final = bytes.fromhex("59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766")
C2: Final = bytes.fromhex("21886CA989CA9C7D58087307CA93092D651EFA")

# With this nonce and the key above, the mask of one byte is zero: C2 is the plaintext itself.
NAKED_NONCE: Final = (470).to_bytes(32, "big")
NAKED_C1: Final = bytes.fromhex(
    "17a8dbf0e9d5ce427a04c8800bef14de5e22e24c5cee027d8f71fe0bf8a909b1"
    "0bc9ed977244bf069fa0e9163a353597134cf54a2747957945678515b49265e8"
)
NAKED_C3: Final = bytes.fromhex("edd7e5a5afeae3158f04b190098b65f236e61b683cd7962b494df08c64cb069e")
NAKED_C2: Final = b"7"

# Scalars that are short themselves, and whose public points look like trouble.
ODD_SCALARS: Final = {
    "one, whose point is the generator": 1,
    "x begins with 04": 11,
    "y begins with 00": 107,
    "x begins with 04 04": 307,
    "x begins with 00": 327,
    "x begins with 00 00": 17_883,
    "y begins with 00 00": 193_197,
}
ODD_STARTS: Final = {
    "x begins with 04": (1, "04"),
    "y begins with 00": (33, "00"),
    "x begins with 04 04": (1, "0404"),
    "x begins with 00": (1, "00"),
    "x begins with 00 00": (1, "0000"),
    "y begins with 00 00": (33, "0000"),
}
