// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// What the face of every token answers.
interface ITokenFace {
    function name() external view returns (string memory);
    function symbol() external view returns (string memory);
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
}

/// The face of a fungible token (EIP-20, EIP-2612, errors of ERC-6093).
interface IErc20Face is ITokenFace {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InvalidApprover(address approver);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidSpender(address spender);
    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);
    error ECDSAInvalidSignature();
    error ECDSAInvalidSignatureS(bytes32 s);

    function decimals() external view returns (uint8);
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function approve(address spender, uint256 value) external returns (bool);
    function allowance(address owner, address spender) external view returns (uint256);
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;
    function nonces(address owner) external view returns (uint256);
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );
}

/// The face of a collection of non-fungible tokens (EIP-721, errors of ERC-6093). An id is a nonce.
interface IErc721Face is ITokenFace {
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    error ERC721InvalidOwner(address owner);
    error ERC721NonexistentToken(uint256 tokenId);
    error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);
    error ERC721InvalidReceiver(address receiver);
    error ERC721InsufficientApproval(address operator, uint256 tokenId);
    error ERC721InvalidApprover(address approver);
    error ERC721InvalidOperator(address operator);
    error ERC721OutOfBoundsIndex(address owner, uint256 index);

    function tokenURI(uint256 tokenId) external view returns (string memory);
    function totalSupply() external view returns (uint256);
    function tokenByIndex(uint256 index) external view returns (uint256);
    function tokenOfOwnerByIndex(address owner, uint256 index) external view returns (uint256);
    function balanceOf(address owner) external view returns (uint256);
    function ownerOf(uint256 tokenId) external view returns (address);
    function getApproved(uint256 tokenId) external view returns (address);
    function isApprovedForAll(address owner, address operator) external view returns (bool);
    function approve(address to, uint256 tokenId) external;
    function setApprovalForAll(address operator, bool approved) external;
    function transferFrom(address from, address to, uint256 tokenId) external;
    function safeTransferFrom(address from, address to, uint256 tokenId) external;
    function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data) external;
}

/// The face of a collection of semi-fungible or meta tokens (EIP-1155, errors of ERC-6093). An id is a nonce.
interface IErc1155Face is ITokenFace {
    event TransferSingle(
        address indexed operator, address indexed from, address indexed to, uint256 id, uint256 value
    );
    event TransferBatch(
        address indexed operator, address indexed from, address indexed to, uint256[] ids, uint256[] values
    );
    event ApprovalForAll(address indexed account, address indexed operator, bool approved);
    event URI(string value, uint256 indexed id);

    error ERC1155InsufficientBalance(address sender, uint256 balance, uint256 needed, uint256 tokenId);
    error ERC1155InvalidSender(address sender);
    error ERC1155InvalidReceiver(address receiver);
    error ERC1155MissingApprovalForAll(address operator, address owner);
    error ERC1155InvalidOperator(address operator);
    error ERC1155InvalidArrayLength(uint256 idsLength, uint256 valuesLength);

    function decimals() external view returns (uint8);
    function uri(uint256 id) external view returns (string memory);
    function balanceOf(address account, uint256 id) external view returns (uint256);
    function balanceOfBatch(address[] calldata accounts, uint256[] calldata ids)
        external
        view
        returns (uint256[] memory);
    function totalSupply(uint256 id) external view returns (uint256);
    function exists(uint256 id) external view returns (bool);
    function isApprovedForAll(address account, address operator) external view returns (bool);
    function setApprovalForAll(address operator, bool approved) external;
    function safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes calldata data) external;
    function safeBatchTransferFrom(
        address from,
        address to,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external;
}

/// Where the faces of tokens are: `TICKER-abc123` or `pre-TICKER-abc123`, written in 20 bytes.
library TokenFaces {
    /// A text that no token can have as identifier.
    error NotAnIdentifier(string identifier);

    /// The face of a fungible token.
    function erc20(string memory identifier) internal pure returns (IErc20Face) {
        return IErc20Face(faceOf(identifier));
    }

    /// The face of a collection of non-fungible tokens.
    function erc721(string memory identifier) internal pure returns (IErc721Face) {
        return IErc721Face(faceOf(identifier));
    }

    /// The face of a collection of semi-fungible or meta tokens.
    function erc1155(string memory identifier) internal pure returns (IErc1155Face) {
        return IErc1155Face(faceOf(identifier));
    }

    /// The face of any token. A pure function: whether the token exists is another question.
    function faceOf(string memory identifier) internal pure returns (address) {
        bytes memory text = bytes(identifier);
        uint256 first = find(text, 0);
        uint256 second = find(text, first + 1);
        bool hasPrefix = second < text.length;
        uint256 prefix = 0;
        if (hasPrefix) {
            if (first == 0 || first > 4) revert NotAnIdentifier(identifier);
            prefix = number(text, 0, first, "a", identifier);
        } else {
            (first, second) = (type(uint256).max, first);
        }
        uint256 start;
        unchecked {
            start = first + 1;
        }
        if (second > text.length || second < start + 3 || second > start + 10 || text.length != second + 7) {
            revert NotAnIdentifier(identifier);
        }
        uint256 ticker = number(text, start, second, "A", identifier);
        uint256 random = number(text, second + 1, text.length, "a", identifier);
        return address(uint160((0xe5d7face << 128) | (prefix << 88) | (ticker << 32) | random));
    }

    /// The place of the next hyphen; the length where there is none.
    function find(bytes memory text, uint256 from) private pure returns (uint256) {
        while (from < text.length && text[from] != "-") from++;
        return from;
    }

    /// A text to the base 36, with digits from 1 on; letters are counted from `a`.
    function number(bytes memory text, uint256 from, uint256 to, bytes1 a, string memory identifier)
        private
        pure
        returns (uint256 value)
    {
        for (uint256 i = from; i < to; i++) {
            uint256 character = uint8(text[i]);
            uint256 digit;
            if (character >= 48 && character <= 57) digit = character - 47;
            else if (character >= uint8(a) && character <= uint8(a) + 25) digit = character - uint8(a) + 11;
            else revert NotAnIdentifier(identifier);
            value = value * 36 + digit;
        }
    }
}
